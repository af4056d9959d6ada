"""Legal clocks, pure: freedom of information, subject access. Dates as the law counts them, whatever the office hours.

- Freedom of Information Act 2000, section 10: not later than the twentieth working day after the day of receipt. A day
  that is a bank holiday in any part of the United Kingdom is no working day, whichever part the body serves.
- UK GDPR, article 12(3), as the Information Commissioner counts it: the same date of the next month; where there is no
  such date, the last of that month; where nobody works on it, the next working day.

The body's own targets (complaints) are no law and stand in the timetable.
"""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from evenhand.clock.days import DIVISIONS, Calendar, reply_days

FOI_DAYS = 20
DECEMBER = 12


@cache
def legal_days() -> Calendar:
    """Weekdays less the bank holidays of every part of the United Kingdom."""
    return reply_days(DIVISIONS)


def foi_due(received: datetime) -> datetime:
    """The end of the twentieth working day after the day on which a request was received."""
    day, left = _day(received), FOI_DAYS
    while left:
        day += timedelta(days=1)
        left -= legal_days().is_working(day)
    return _end_of(day, received)


def subject_access_due(received: datetime) -> datetime:
    """The end of the day one calendar month after the day on which a request was received."""
    day = _day(received)
    year, month = (day.year + 1, 1) if day.month == DECEMBER else (day.year, day.month + 1)
    due = date(year, month, min(day.day, months.monthrange(year, month)[1]))
    while not legal_days().is_working(due):
        due += timedelta(days=1)
    return _end_of(due, received)


def _day(moment: datetime) -> date:
    return moment.astimezone(legal_days().zone).date()


def _end_of(day: date, like: datetime) -> datetime:
    """The last minute of `day`, in the zone of `like`."""
    end = datetime.combine(day, time(23, 59), legal_days().zone)
    return end.astimezone(UTC).astimezone(like.tzinfo)
