"""What stands where something was erased: in a column that may not be empty, and in front of a number of ours."""

from __future__ import annotations

ERASED = "[erased]"
"""Stands where a column may not be empty."""
SPACE = "erased:"
"""In front of the number that stands in place of a platform's id."""
