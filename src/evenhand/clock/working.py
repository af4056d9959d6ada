"""Spans of working time: a deadline of so many working hours, and the working time between two moments.

Real time counts: a day on which the clocks change has an hour more or less. Whole days are `Calendar.add_days`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from evenhand.clock.days import Calendar


def add_working(moment: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment (in the zone of `moment`, which is aware) when `span` of working time has passed since `moment`.

    ValueError for a span below zero.
    """
    if span < timedelta():
        raise ValueError(f"a span of working time cannot be negative, and {span} is")
    here, left = calendar.next_open(moment.astimezone(UTC)), span
    _, closing = calendar.shift(here)
    while left > closing - here:
        left -= closing - here
        here, closing = calendar.shift(closing)
    return (here + left).astimezone(moment.tzinfo)


def working_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two aware moments; nothing where `end` comes first."""
    total, end = timedelta(), end.astimezone(UTC)
    here = calendar.next_open(start.astimezone(UTC))
    _, closing = calendar.shift(here)
    while here < end:
        total += min(closing, end) - here
        here, closing = calendar.shift(closing)
    return total
