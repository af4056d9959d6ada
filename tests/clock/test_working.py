"""Spans of working time: figures that anybody can check on a calendar, and what must hold for any moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import assume, given
from tests.clock.calendars import CHANGES, calendars, moments, spans

from evenhand.clock import Calendar, add_working, day_and_night, moderation_days, reply_days, working_between
from evenhand.clock.days import LONDON
from evenhand.clock.hours import weekdays

MODERATION, REPLIES = moderation_days(), reply_days()
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=LONDON)
SATURDAY = datetime(2026, 11, 21, 3, tzinfo=LONDON)


def test_forty_eight_working_hours_are_six_days_of_eight() -> None:
    assert add_working(FRIDAY, timedelta(hours=48), REPLIES) == datetime(2026, 11, 27, 17, tzinfo=LONDON)


def test_nothing_added_outside_hours_is_the_next_opening() -> None:
    assert add_working(SATURDAY, timedelta(), MODERATION) == datetime(2026, 11, 23, 9, tzinfo=LONDON)


def test_a_bank_holiday_counts_for_moderation_and_not_for_replies() -> None:
    thursday, tuesday = datetime(2026, 4, 2, 9, tzinfo=LONDON), datetime(2026, 4, 7, 17, tzinfo=LONDON)
    assert working_between(thursday, tuesday, MODERATION) == timedelta(hours=32)
    assert working_between(thursday, tuesday, REPLIES) == timedelta(hours=16)


def test_the_change_of_the_clocks_is_counted_in_real_time() -> None:
    nights = Calendar(week=weekdays(time(0), time(23, 59)))
    start = datetime(2026, 3, 27, 0, tzinfo=LONDON)
    assert working_between(start, datetime(2026, 3, 31, 0, tzinfo=LONDON), nights) == 2 * timedelta(
        hours=23, minutes=59
    )


def test_an_hour_of_the_clock_is_an_hour_through_the_night_and_both_changes() -> None:
    for change in CHANGES:
        start = change - timedelta(minutes=30)
        assert add_working(start, timedelta(hours=1), day_and_night()) == start + timedelta(hours=1)
        assert working_between(start, start + timedelta(hours=30), day_and_night()) == timedelta(hours=30)


@given(moments, spans, calendars)
def test_adding_and_measuring_agree(moment: datetime, span: timedelta, calendar: Calendar) -> None:
    assert working_between(moment, add_working(moment, span, calendar), calendar) == span


@given(moments, spans, spans, calendars)
def test_more_working_time_never_ends_earlier(
    moment: datetime, one: timedelta, two: timedelta, calendar: Calendar
) -> None:
    shorter, longer = sorted((one, two))
    assert add_working(moment, shorter, calendar) <= add_working(moment, longer, calendar)


@given(moments, moments, spans, calendars)
def test_what_starts_later_is_never_due_earlier(
    one: datetime, two: datetime, span: timedelta, calendar: Calendar
) -> None:
    assume(abs(one - two) < timedelta(days=60))
    first, second = sorted((one, two))
    assert add_working(first, span, calendar) <= add_working(second, span, calendar)


@given(moments, spans, spans, calendars)
def test_two_spans_one_after_the_other_are_their_sum(
    moment: datetime, one: timedelta, two: timedelta, calendar: Calendar
) -> None:
    assume(two)  # nothing added to a closing time is the next opening
    parts = add_working(add_working(moment, one, calendar), two, calendar)
    assert parts == add_working(moment, one + two, calendar)


@given(moments, moments, moments, calendars)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime, calendar: Calendar) -> None:
    first, second, third = sorted((one, two, three))
    assume(third - first < timedelta(days=60))
    whole = working_between(first, third, calendar)
    assert working_between(first, second, calendar) + working_between(second, third, calendar) == whole


@given(moments, spans, calendars)
def test_a_due_time_lies_inside_the_hours(moment: datetime, span: timedelta, calendar: Calendar) -> None:
    due = add_working(moment, span, calendar)
    days = [due.astimezone(LONDON).date(), (due - timedelta(minutes=1)).astimezone(LONDON).date()]
    worked = [hours for hours in map(calendar.span, days) if hours]
    assert any(opening <= due <= closing for opening, closing in worked)


def test_a_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        add_working(FRIDAY, timedelta(hours=-1), MODERATION)
