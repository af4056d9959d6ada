"""The house of `tests.house` for the tests of this folder."""

from __future__ import annotations

from tests.house import house

__all__ = ["house"]
