"""A platform that answers from a list, for the tests of the adapters."""

from __future__ import annotations

import pytest
from tests.platforms.fakes import FakePlatform


@pytest.fixture
def fake() -> FakePlatform:
    """A platform that has said nothing yet."""
    return FakePlatform()
