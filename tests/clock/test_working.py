"""Spans of working time: figures that anybody can check on a calendar, and what must hold for any moment."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.clock import Calendar, add_working, moderation_days, reply_days, working_between
from evenhand.clock.days import LONDON

MODERATION, REPLIES = moderation_days(), reply_days()
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=LONDON)
SATURDAY = datetime(2026, 11, 21, 3, tzinfo=LONDON)
moments = st.integers(0, 1_400).map(lambda hours: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours, minutes=17))
spans = st.timedeltas(timedelta(), timedelta(hours=60))


def test_forty_eight_working_hours_are_six_days_of_eight() -> None:
    assert add_working(FRIDAY, timedelta(hours=48), REPLIES) == datetime(2026, 11, 27, 17, tzinfo=LONDON)


def test_nothing_added_outside_hours_is_the_next_opening() -> None:
    assert add_working(SATURDAY, timedelta(), MODERATION) == datetime(2026, 11, 23, 9, tzinfo=LONDON)


def test_a_bank_holiday_counts_for_moderation_and_not_for_replies() -> None:
    thursday, tuesday = datetime(2026, 4, 2, 9, tzinfo=LONDON), datetime(2026, 4, 7, 17, tzinfo=LONDON)
    assert working_between(thursday, tuesday, MODERATION) == timedelta(hours=32)
    assert working_between(thursday, tuesday, REPLIES) == timedelta(hours=16)


def test_the_change_of_the_clocks_is_counted_in_real_time() -> None:
    nights = Calendar(opens=time(0), closes=time(23, 59))
    start = datetime(2026, 3, 27, 0, tzinfo=LONDON)
    assert working_between(start, datetime(2026, 3, 31, 0, tzinfo=LONDON), nights) == 2 * timedelta(
        hours=23, minutes=59
    )


@given(moments, spans)
def test_adding_and_measuring_agree(moment: datetime, span: timedelta) -> None:
    for calendar in (MODERATION, REPLIES):
        assert working_between(moment, add_working(moment, span, calendar), calendar) == span


@given(moments, spans, spans)
def test_more_working_time_never_ends_earlier(moment: datetime, one: timedelta, two: timedelta) -> None:
    shorter, longer = sorted((one, two))
    assert add_working(moment, shorter, REPLIES) <= add_working(moment, longer, REPLIES)


def test_a_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        add_working(FRIDAY, timedelta(hours=-1), MODERATION)
