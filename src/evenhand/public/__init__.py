"""Pages for everyone: the guidelines in force, the forms of appeals and reports with their outcomes, health probes."""
