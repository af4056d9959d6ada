"""Times as integers, and months as people count them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.sanctions.times import microseconds, moment, months_later


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (hypothesis adds the zone)
def test_microseconds_and_back(at: datetime) -> None:
    assert moment(microseconds(at)) == at


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 11, 23), 12, (2027, 11, 23)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 12, 31), 6, (2027, 6, 30)),
        ((2026, 11, 1), 2, (2027, 1, 1)),
    ],
)
def test_a_month_ends_on_its_last_day(start: tuple[int, int, int], months: int, end: tuple[int, int, int]) -> None:
    assert months_later(datetime(*start, 9, tzinfo=UTC), months) == datetime(*end, 9, tzinfo=UTC)
