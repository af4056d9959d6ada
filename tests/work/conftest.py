"""A registry of its own, or a stage with handlers on it, for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.work.stage import Stage, register_effect, register_tasks

from evenhand.work.registry import Registry
from evenhand.work.testing import registered_here


@pytest.fixture
def registry() -> Iterator[Registry]:
    """Empty, and as it was before when the test ends."""
    with registered_here() as known:
        known.tasks, known.sweeps = {}, {}
        yield known


@pytest.fixture
def stage() -> Iterator[Stage]:
    """`t.run`, `t.follow` and `t.effect`, played on a stage of the test's own."""
    stage = Stage()
    with registered_here():
        register_tasks(stage)
        register_effect(stage)
        yield stage
