"""CEL's engine without its command line, whose libraries take a third of a second to import and are never used here."""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["cel"]

_COMMAND_LINE = "cel.cli"
_stand_in = ModuleType(_COMMAND_LINE)
sys.modules.setdefault(_COMMAND_LINE, _stand_in)  # the package's first line imports it

import cel  # noqa: E402 (after its command line has its stand-in)

if sys.modules.get(_COMMAND_LINE) is _stand_in:
    del sys.modules[_COMMAND_LINE]  # whoever asks for it gets the real one
