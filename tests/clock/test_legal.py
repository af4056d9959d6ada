"""Legal clocks: the worked cases of the law, and what holds for every day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.clock import foi_due, legal_days, subject_access_due

LONDON = ZoneInfo("Europe/London")
ANY = st.datetimes(datetime(2020, 1, 1), datetime(2027, 11, 1)).map(lambda one: one.replace(tzinfo=LONDON))  # noqa: DTZ001 (given their zone here)


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(2026, 6, 1), (2026, 6, 29)),  # a Monday with no holiday ahead
        (at(2026, 6, 5, 23), (2026, 7, 3)),  # late on a Friday counts as that Friday
        (at(2026, 6, 6), (2026, 7, 3)),  # a Saturday: Monday is the first working day
        (at(2026, 4, 2, 17), (2026, 5, 5)),  # Easter, and the bank holiday of May
        (at(2026, 12, 18), (2027, 1, 21)),  # Christmas, Boxing Day in lieu, New Year, and 4 January in Scotland
        (at(2026, 3, 10), (2026, 4, 10)),  # 17 March is a holiday in Northern Ireland alone, and counts all the same
    ],
)
def test_a_freedom_of_information_request_is_due_on_the_twentieth_working_day(
    received: datetime, due: tuple[int, int, int]
) -> None:
    found = foi_due(received)
    assert (found.year, found.month, found.day) == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(2026, 6, 3), (2026, 7, 3)),
        (at(2026, 1, 31), (2026, 3, 2)),  # there is no 31 February; the 28th is a Saturday
        (at(2027, 1, 29), (2027, 3, 1)),  # 28 February is a Sunday
        (at(2026, 11, 25), (2026, 12, 29)),  # Christmas, Boxing Day in lieu
        (at(2026, 12, 15), (2027, 1, 15)),
        (at(2026, 3, 3), (2026, 4, 7)),  # Good Friday to Easter Monday
        (at(2027, 5, 31, 23), (2027, 6, 30)),
    ],
)
def test_a_request_for_ones_own_data_is_due_a_calendar_month_later(
    received: datetime, due: tuple[int, int, int]
) -> None:
    found = subject_access_due(received)
    assert (found.year, found.month, found.day) == due


@given(ANY)
def test_both_end_on_a_working_day_and_keep_the_zone(received: datetime) -> None:
    for clock in (foi_due, subject_access_due):
        due = clock(received)
        assert legal_days().is_working(due.date())
        assert (due.hour, due.minute) == (23, 59)
        assert clock(received.astimezone(UTC)) == due
        assert clock(received.astimezone(UTC)).tzinfo == UTC


@given(ANY)
def test_twenty_working_days_lie_between_and_a_month_is_neither_shorter_nor_much_longer(received: datetime) -> None:
    due, day, worked = foi_due(received).date(), received.date(), 0
    while day < due:
        day += timedelta(days=1)
        worked += legal_days().is_working(day)
    assert worked == 20
    assert timedelta(days=27) < subject_access_due(received).date() - received.date() <= timedelta(days=37)
