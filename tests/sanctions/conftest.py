"""The house of `tests.house` for the tests of this folder."""

from __future__ import annotations

from tests.house import house as house  # a fixture is known where its name stands
