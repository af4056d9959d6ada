"""One day or one week of the body's own calendar, with the one before and the one after, from an address's query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone

EARLIEST = date(2000, 1, 1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """From the start of `first` to the end of `last`, both local days."""

    first: date
    last: date

    @property
    def is_week(self) -> bool:
        """Whether it is a week."""
        return self.first != self.last

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment after its last."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def name(self) -> str:
        """'on Monday 23 November 2026' or 'in the week of 23 November 2026'."""
        day = f"{self.first.day} {self.first:%B %Y}"
        return f"in the week of {day}" if self.is_week else f"on {self.first:%A} {day}"

    def query(self, steps: int = 0) -> str:
        """The query of the period so many steps later, or earlier."""
        length = WEEK if self.is_week else timedelta(days=1)
        return urlencode({"span": "week" if self.is_week else "day", "day": (self.first + steps * length).isoformat()})


def period_of(day: str | None, span: str | None) -> Period:
    """The period that an address asks for; today, where it asks for no day that there is."""
    today = timezone.localdate()
    try:
        wanted = date.fromisoformat(day) if day else today
    except ValueError:
        wanted = today
    wanted = min(max(wanted, EARLIEST), today + WEEK)
    if span != "week":
        return Period(wanted, wanted)
    monday = wanted - timedelta(days=wanted.weekday())
    return Period(monday, monday + timedelta(days=6))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
