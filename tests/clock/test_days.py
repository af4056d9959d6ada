"""The two calendars: every weekday, and weekdays less bank holidays."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.clock import Calendar, moderation_days, reply_days

LONDON = ZoneInfo("Europe/London")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1), timezones=st.just(LONDON))  # noqa: DTZ001 (the zone is added)


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


@given(moments, st.sampled_from([moderation_days(), reply_days()]))
def test_the_next_opening_is_open_and_not_before(moment: datetime, calendar: Calendar) -> None:
    opening = calendar.next_open(moment)
    assert opening >= moment
    local = opening.astimezone(LONDON)
    assert calendar.is_working(local.date())
    assert calendar.opens <= local.time() < calendar.closes
    assert calendar.next_open(opening) == opening


@given(moments, st.integers(0, 10))
def test_more_days_are_later(moment: datetime, days: int) -> None:
    calendar = reply_days()
    assert calendar.add_days(moment, days) < calendar.add_days(moment, days + 1)
    assert calendar.add_days(moment, days) > moment
