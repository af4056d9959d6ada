"""Opening hours: from when to when somebody works on each day of the week, in local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = range(5)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one day. `closes` at 00:00 is the midnight that ends the day. ValueError where it never opens."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse hours that end before they begin."""
        if self.closes != time() and self.closes <= self.opens:
            raise ValueError(f"opening hours must end after they begin, and {self.opens} to {self.closes} do not")

    def span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when on `day`, in UTC: where the clocks change, only there does the earlier come first."""
        last = day + timedelta(days=1) if self.closes == time() else day
        opening, closing = datetime.combine(day, self.opens, zone), datetime.combine(last, self.closes, zone)
        return opening.astimezone(UTC), closing.astimezone(UTC)


Week = tuple[Hours | None, Hours | None, Hours | None, Hours | None, Hours | None, Hours | None, Hours | None]
"""The hours of each day, Monday first; None where nobody works."""


def weekdays(opens: time = time(9), closes: time = time(17)) -> Week:
    """The same hours from Monday to Friday."""
    hours = Hours(opens, closes)
    return (hours, hours, hours, hours, hours, None, None)


_ALL_DAY = Hours(time(), time())
DAY_AND_NIGHT: Week = (_ALL_DAY, _ALL_DAY, _ALL_DAY, _ALL_DAY, _ALL_DAY, _ALL_DAY, _ALL_DAY)
