"""The command line: `evenhand ...`, a contract that other programs call (DESIGN.md, 'The commands')."""
