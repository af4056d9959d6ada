"""Clocks that a law sets, each on the days that this law counts. Pure; the days come from `days`.

- A notice of complaint (Defamation (Operators of Websites) Regulations 2013): 48 hours by the clock, leaving out every
  day that is no business day whole. Friday 15:00 → Tuesday 15:00.
- Freedom of information (Act of 2000, s. 10): the twentieth working day after the day of receipt; a bank holiday in any
  part of the United Kingdom is none.
- Subject access (UK GDPR, Art. 12(3)): one month; where its day is no working day in England and
  Wales, the next one (the ICO's guidance).
"""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from evenhand.clock.days import DIVISIONS, Calendar, reply_days
from evenhand.clock.hours import Week, weekdays
from evenhand.clock.working import add_working

NOTICE = timedelta(hours=48)
FOI_DAYS = 20
WHOLE_DAYS: Week = weekdays(time(), time())


@cache
def business_days() -> Calendar:
    """Whole weekdays without the bank holidays of England and Wales, where a claim in defamation is brought."""
    return reply_days(week=WHOLE_DAYS)


@cache
def uk_days() -> Calendar:
    """Whole weekdays without any bank holiday of the United Kingdom."""
    return reply_days(DIVISIONS, WHOLE_DAYS)


def notice_due(received: datetime, calendar: Calendar | None = None) -> datetime:
    """By when a notice of complaint received at `received` (aware) is to be acted on, in the same zone."""
    return add_working(received, NOTICE, calendar or business_days())


def foi_due(received: date, calendar: Calendar | None = None) -> date:
    """The last day to answer a request for information received on `received`."""
    return _working_day_after(received, FOI_DAYS, calendar or uk_days())


def sar_due(received: date, more_months: int = 0, calendar: Calendar | None = None) -> date:
    """The last day to answer a request for one's own data; `more_months` (two at most) where it is complex."""
    if not 0 <= more_months <= 2:  # noqa: PLR2004 (Art. 12(3))
        raise ValueError(f"a subject-access request may take two months more at most, and {more_months} was asked for")
    month = received.month - 1 + 1 + more_months
    year, month = received.year + month // 12, month % 12 + 1
    same = date(year, month, min(received.day, months.monthrange(year, month)[1]))
    days = calendar or business_days()
    return same if days.is_working(same) else _working_day_after(same, 1, days)


def foi_ends(received: datetime) -> datetime:
    """The last minute of the last day to answer a request for information received at `received` (aware)."""
    return _end_of(foi_due(_day(received)), received)


def sar_ends(received: datetime) -> datetime:
    """The last minute of the last day to answer a request for one's own data received at `received` (aware)."""
    return _end_of(sar_due(_day(received)), received)


def _day(moment: datetime) -> date:
    return moment.astimezone(uk_days().zone).date()


def _end_of(day: date, like: datetime) -> datetime:
    end = datetime.combine(day, time(23, 59), uk_days().zone)
    return end.astimezone(UTC).astimezone(like.tzinfo)


def _working_day_after(day: date, number: int, calendar: Calendar) -> date:
    while number:
        day += timedelta(days=1)
        number -= calendar.is_working(day)
    return day
