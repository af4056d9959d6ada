"""The other half of the random histories: see `test_promises.py`."""

from __future__ import annotations

import pytest
from tests.properties.test_promises import Histories, histories, run_half

__all__ = ["histories"]  # the fixture, used by name below

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_history_of_the_other_half_breaks_a_promise(histories: type[Histories]) -> None:
    run_half(histories, 2)
