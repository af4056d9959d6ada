"""Clocks of the law: days that anybody can check on a calendar, and what must hold for any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.calendars import moments

from evenhand.clock.days import LONDON
from evenhand.clock.legal import NOTICE, business_days, foi_due, foi_ends, notice_due, sar_due, sar_ends, uk_days

days = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(11, 20, 15), at(11, 24, 15)),  # Friday 15:00 → Tuesday 15:00
        (at(11, 23, 9), at(11, 25, 9)),  # Monday → Wednesday
        (at(11, 26, 9, 30), at(11, 30, 9, 30)),  # Thursday → Monday
        (at(11, 21, 10), at(11, 25, 0)),  # Saturday: begins with Monday
        (at(12, 24, 15), at(12, 30, 15)),  # Christmas Eve: Friday, Boxing Day's substitute (Monday) do not count
        (at(4, 2, 12), at(4, 8, 12)),  # Maundy Thursday: Good Friday and Easter Monday do not count
        (at(3, 27, 15), at(3, 31, 15)),  # the clocks go forward on the Sunday that does not count
        (at(10, 23, 15), at(10, 27, 15)),  # and back
    ],
)
def test_forty_eight_hours_leave_out_whole_days(received: datetime, due: datetime) -> None:
    assert notice_due(received) == due


def counted(start: datetime, end: datetime) -> timedelta:
    """The same clock told another way: minute by minute."""
    total, step = timedelta(), timedelta(minutes=1)
    here = start
    while here < end:
        if business_days().is_working(here.astimezone(LONDON).date()):
            total += step
        here += step
    return total


@given(moments)
def test_it_counts_exactly_the_minutes_of_business_days(moment: datetime) -> None:
    due = notice_due(moment)
    assert counted(moment.astimezone(UTC), due.astimezone(UTC)) == NOTICE
    last = (due - timedelta(minutes=1)).astimezone(LONDON).date()
    assert business_days().is_working(last)


@given(moments, st.integers(0, 10_000))
def test_a_later_notice_is_never_due_earlier(moment: datetime, minutes: int) -> None:
    assert notice_due(moment) <= notice_due(moment + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 2), date(2026, 12, 1)),  # 30 November is a bank holiday in Scotland
        (date(2026, 11, 27), date(2026, 12, 30)),  # and 25 and 28 December everywhere
        (date(2026, 3, 30), date(2026, 4, 29)),  # Good Friday, Easter Monday
    ],
)
def test_twenty_working_days_of_the_whole_kingdom(received: date, due: date) -> None:
    assert foi_due(received) == due


@given(days)
def test_information_is_due_on_the_twentieth_working_day_whatever_the_day(received: date) -> None:
    due = foi_due(received)
    between = [received + timedelta(days=n) for n in range(1, (due - received).days + 1)]
    assert sum(uk_days().is_working(day) for day in between) == 20
    assert uk_days().is_working(due)


@pytest.mark.parametrize(
    ("received", "more", "due"),
    [
        (date(2026, 11, 23), 0, date(2026, 12, 23)),
        (date(2026, 1, 31), 0, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 11, 25), 0, date(2026, 12, 29)),  # Christmas Day, the weekend, the substitute day
        (date(2026, 10, 30), 0, date(2026, 11, 30)),  # a bank holiday in Scotland alone
        (date(2026, 11, 23), 2, date(2027, 2, 23)),
        (date(2026, 12, 15), 1, date(2027, 2, 15)),
    ],
)
def test_one_month_and_no_day_on_which_nobody_works(received: date, more: int, due: date) -> None:
    assert sar_due(received, more) == due


@given(days, st.integers(0, 2))
def test_data_are_due_after_their_month_and_within_a_few_days_of_it(received: date, more: int) -> None:
    due = sar_due(received, more)
    assert business_days().is_working(due)
    assert timedelta(days=28) <= due - received <= timedelta(days=31 * (1 + more) + 5)


def test_nobody_has_three_months_more() -> None:
    with pytest.raises(ValueError, match="two months more at most"):
        sar_due(date(2026, 11, 23), 3)


@given(days.map(lambda day: datetime(day.year, day.month, day.day, 17, 30, tzinfo=LONDON)))
def test_to_the_end_of_the_day_in_the_zone_that_was_asked_in(received: datetime) -> None:
    for ends, due in ((foi_ends, foi_due), (sar_ends, sar_due)):
        end = ends(received)
        assert end.date() == due(received.date())
        assert (end.hour, end.minute) == (23, 59)
        assert ends(received.astimezone(UTC)) == end
        assert ends(received.astimezone(UTC)).tzinfo == UTC
