"""The other half of the random histories: see `test_promises.py`."""

from __future__ import annotations

import pytest
from tests.properties.test_promises import SEEDS, Histories, histories, run_part

__all__ = ["histories"]  # the fixture, used by name below

# measuring coverage would double their time, and every line they reach is reached elsewhere
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]


@pytest.mark.clause(23, 43)
@pytest.mark.parametrize("number", SEEDS[1::2])
def test_no_history_of_the_other_half_breaks_a_promise(histories: type[Histories], number: int) -> None:
    run_part(histories, number)
