"""One running sandbox for each official client; every switch is off again after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sandbox.helpers import Sandbox

from evenhand.sandbox.testing import running


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with running() as url:
        sandbox = Sandbox(url)
        yield sandbox
        sandbox.http.close()


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    yield served
    served.drop_all()
