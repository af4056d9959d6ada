"""Spans of working time: a deadline of so many working hours, and the working time between two moments.

Real time counts: a day on which the clocks change has an hour more or less. Whole days are `Calendar.add_days`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from evenhand.clock.days import Calendar


def add_working(moment: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment (in the zone of `moment`, which is aware) when `span` of working time has passed since `moment`.

    ValueError for a span below zero.
    """
    if span < timedelta():
        raise ValueError(f"a span of working time cannot be negative, and {span} is")
    here, left = calendar.next_open(moment), span
    while left > (rest := _elapsed(here, _closing(here, calendar))):
        left -= rest
        here = calendar.next_open(_closing(here, calendar))
    return (here.astimezone(UTC) + left).astimezone(moment.tzinfo)


def working_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two aware moments; nothing where `end` comes first."""
    total, here = timedelta(), calendar.next_open(start)
    while here < end:
        closing = _closing(here, calendar)
        total += _elapsed(here, min(closing, end))
        here = calendar.next_open(closing)
    return total


def _closing(moment: datetime, calendar: Calendar) -> datetime:
    day: date = moment.astimezone(calendar.zone).date()
    return datetime.combine(day, calendar.closes, calendar.zone)


def _elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)
