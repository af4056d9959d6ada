"""Random calendars and moments for the properties of the clock: two years with both changes of the clocks in each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from hypothesis import strategies as st

from evenhand.clock import Calendar
from evenhand.clock.hours import Hours, Week

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))

_quarters = st.integers(0, 95)
_minutes = st.integers(0, 2 * 365 * 24 * 60)
moments = st.one_of(
    _minutes.map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-3000, 3000)
    ),
)
spans = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


def _hours(opens: int, length: int) -> Hours:
    closes = min(opens + length, 96) % 96
    return Hours(time(opens // 4, opens % 4 * 15), time(closes // 4, closes % 4 * 15))


hours = st.builds(_hours, _quarters, st.integers(1, 96))
weeks = st.lists(st.none() | hours, min_size=7, max_size=7).map(lambda days: cast("Week", tuple(days)))
holidays = st.frozensets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=20)
# a Monday that is always worked keeps the search for a next day short
calendars = st.builds(lambda free, week, monday: Calendar(free, (monday, *week[1:])), holidays, weeks, hours)
