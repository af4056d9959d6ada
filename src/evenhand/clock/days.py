"""Calendars of working days and the arithmetic on them, in the body's own time zone (summer time included)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

from evenhand.clock.hours import DAY_AND_NIGHT, Week, weekdays

LONDON = ZoneInfo("Europe/London")
DIVISIONS = (BankHolidays.ENGLAND_AND_WALES, BankHolidays.SCOTLAND, BankHolidays.NORTHERN_IRELAND)
OFFICE_HOURS = weekdays()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and from when to when. ValueError for a week in which nobody ever works."""

    holidays: frozenset[date] = frozenset()
    week: Week = OFFICE_HOURS
    zone: ZoneInfo = LONDON

    def __post_init__(self) -> None:
        """Refuse a week without hours: no deadline would ever come."""
        if not any(self.week):
            raise ValueError("a calendar needs a day of the week on which somebody works")

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when `day` is worked, in UTC; None where it is not."""
        hours = None if day in self.holidays else self.week[day.weekday()]
        span = hours.span(day, self.zone) if hours else None
        # hours that lie within the hour which the clocks skip do not happen
        return span if span and span[0] < span[1] else None

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked."""
        return self.span(day) is not None

    def next_open(self, moment: datetime) -> datetime:
        """The first instant from `moment` (aware) on at which somebody works; `moment` itself if it is one."""
        return max(moment.astimezone(UTC), self.shift(moment)[0]).astimezone(moment.tzinfo)

    def shift(self, moment: datetime) -> tuple[datetime, datetime]:
        """From when to when they work, in UTC, on the day that is open at `moment` or the next one after it."""
        day = moment.astimezone(self.zone).date()
        while (span := self.span(day)) is None or span[1] <= moment.astimezone(UTC):
            day += timedelta(days=1)
        return span

    def add_days(self, moment: datetime, days: int) -> datetime:
        """The end of the `days`-th working day after the one on which `moment` falls or the next one worked."""
        _, end = self.shift(moment)
        for _ in range(days):
            _, end = self.shift(end)
        return end.astimezone(moment.tzinfo)


@cache
def moderation_days(week: Week = OFFICE_HOURS) -> Calendar:
    """Every weekday all year round (clauses 46 and 47)."""
    return Calendar(week=week)


@cache
def reply_days(divisions: tuple[str, ...] = (BankHolidays.ENGLAND_AND_WALES,), week: Week = OFFICE_HOURS) -> Calendar:
    """Weekdays less the bank holidays of `divisions`, from the list that govuk-bank-holidays carries (no network)."""
    known = BankHolidays(use_cached_holidays=True)
    return Calendar(frozenset(_dates(known, divisions)), week)


@cache
def day_and_night() -> Calendar:
    """Every hour of every day: for people at risk, whom office hours do not help."""
    return Calendar(week=DAY_AND_NIGHT)


def _dates(known: BankHolidays, divisions: Iterable[str]) -> Iterable[date]:
    for division in divisions:
        yield from (holiday["date"] for holiday in known.get_holidays(division=division))
