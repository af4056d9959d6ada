"""Calendars of working days and the arithmetic on them, in the body's own time zone (summer time included)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
DIVISIONS = (BankHolidays.ENGLAND_AND_WALES, BankHolidays.SCOTLAND, BankHolidays.NORTHERN_IRELAND)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and from when to when. `opens` and `closes` are local times of the same day."""

    holidays: frozenset[date] = frozenset()
    opens: time = time(9)
    closes: time = time(17)
    zone: ZoneInfo = LONDON

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_open(self, moment: datetime) -> datetime:
        """The first instant from `moment` (aware) on at which somebody works; `moment` itself if it is one."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if self.is_working(day) and local.time() < self.closes:
            return max(local, datetime.combine(day, self.opens, self.zone)).astimezone(moment.tzinfo)
        return self._opening(self._next_day(day)).astimezone(moment.tzinfo)

    def add_days(self, moment: datetime, days: int) -> datetime:
        """The end of the `days`-th working day after the one on which `moment` falls or the next one worked."""
        day = self.next_open(moment).astimezone(self.zone).date()
        for _ in range(days):
            day = self._next_day(day)
        return datetime.combine(day, self.closes, self.zone).astimezone(moment.tzinfo)

    def _next_day(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.zone)


@cache
def moderation_days() -> Calendar:
    """Every weekday all year round (clauses 46 and 47)."""
    return Calendar()


@cache
def reply_days(divisions: tuple[str, ...] = (BankHolidays.ENGLAND_AND_WALES,)) -> Calendar:
    """Weekdays less the bank holidays of `divisions`, from the list that govuk-bank-holidays carries (no network)."""
    known = BankHolidays(use_cached_holidays=True)
    return Calendar(frozenset(_dates(known, divisions)))


def _dates(known: BankHolidays, divisions: Iterable[str]) -> Iterable[date]:
    for division in divisions:
        yield from (holiday["date"] for holiday in known.get_holidays(division=division))
