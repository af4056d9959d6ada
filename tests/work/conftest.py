"""A registry of its own for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evenhand.work.registry import Registry
from evenhand.work.testing import registered_here


@pytest.fixture
def registry() -> Iterator[Registry]:
    """Empty, and as it was before when the test ends."""
    with registered_here() as known:
        known.tasks, known.sweeps = {}, {}
        yield known
