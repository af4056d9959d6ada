"""The two calendars: every weekday, and weekdays less bank holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.calendars import CHANGES, calendars, moments

from evenhand.clock import DIVISIONS, Calendar, moderation_days, reply_days
from evenhand.clock.hours import Hours
from evenhand.clock.reading import read_hours

LONDON = ZoneInfo("Europe/London")


@pytest.mark.clause(47)
def test_good_friday_is_moderated_and_not_a_reply_day() -> None:
    asked = datetime(2026, 4, 2, 17, 30, tzinfo=LONDON)
    assert moderation_days().next_open(asked) == datetime(2026, 4, 3, 9, tzinfo=LONDON)
    assert reply_days().next_open(asked) == datetime(2026, 4, 7, 9, tzinfo=LONDON)


def test_one_working_day_from_friday_is_monday_evening() -> None:
    friday = datetime(2026, 11, 20, 15, tzinfo=LONDON)
    assert reply_days().add_days(friday, 1) == datetime(2026, 11, 23, 17, tzinfo=LONDON)
    saturday = friday + timedelta(days=1)
    assert reply_days().add_days(saturday, 1) == datetime(2026, 11, 24, 17, tzinfo=LONDON)


def test_a_saturdays_question_starts_on_monday_at_nine() -> None:
    saturday = datetime(2026, 11, 21, 11, tzinfo=LONDON)
    assert reply_days().next_open(saturday) == datetime(2026, 11, 23, 9, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("division", "worked"),
    [("england-and-wales", True), ("scotland", False), ("northern-ireland", True)],
)
def test_each_division_has_its_own_holidays(division: str, *, worked: bool) -> None:
    assert reply_days((division,)).is_working(date(2026, 11, 30)) == worked  # St Andrew's Day


def test_divisions_together_rest_when_any_of_them_does() -> None:
    every = reply_days(DIVISIONS)
    assert not every.is_working(date(2026, 11, 30))
    assert not every.is_working(date(2026, 7, 13))  # Battle of the Boyne
    assert moderation_days().is_working(date(2026, 12, 25))


def test_each_day_of_the_week_has_its_own_hours() -> None:
    week = read_hours("HOURS", "mon-thu 09:00-17:00, fri 10:00-14:30")
    friday = datetime(2026, 11, 27, 9, tzinfo=LONDON)
    assert moderation_days(week).next_open(friday) == friday + timedelta(hours=1)
    assert moderation_days(week).add_days(friday, 0) == datetime(2026, 11, 27, 14, 30, tzinfo=LONDON)
    evening = datetime(2026, 11, 27, 14, 30, tzinfo=LONDON)
    assert moderation_days(week).next_open(evening) == datetime(2026, 11, 30, 9, tzinfo=LONDON)


def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_each_change() -> None:
    for change in CHANGES:
        before = moderation_days().next_open(change - timedelta(days=2))
        after = moderation_days().next_open(change)
        assert [one.astimezone(LONDON).hour for one in (before, after)] == [9, 9]
        assert (after - before) % timedelta(days=1) != timedelta()


def test_hours_within_the_hour_that_the_clocks_skip_do_not_happen() -> None:
    nights = Calendar(week=read_hours("HOURS", "sun 01:15-01:45, mon 09:00-10:00"))
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    opening, closing = nights.span(spring) or (None, None)
    assert (opening, closing) == (
        datetime(2026, 3, 29, 1, 15, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 45, tzinfo=UTC),
    )
    across = Calendar(week=read_hours("HOURS", "sun 01:30-02:00"))
    assert not across.is_working(spring)
    assert across.is_working(autumn)


def test_a_week_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody works"):
        Calendar(week=(None,) * 7)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="must end after they begin"):
        Hours(time(17), time(9))


@given(moments, calendars)
def test_the_next_opening_is_open_and_not_before(moment: datetime, calendar: Calendar) -> None:
    opening = calendar.next_open(moment)
    assert opening >= moment
    span = calendar.span(opening.astimezone(LONDON).date())
    assert span is not None
    assert span[0] <= opening < span[1]
    assert calendar.next_open(opening) == opening


@given(moments, st.integers(0, 10), calendars)
def test_more_days_are_later_and_end_with_the_day(moment: datetime, days: int, calendar: Calendar) -> None:
    end = calendar.add_days(moment, days)
    assert moment < end < calendar.add_days(moment, days + 1)
    last = (end - timedelta(minutes=1)).astimezone(LONDON).date()
    span = calendar.span(last)
    assert span is not None
    assert span[1] == end
