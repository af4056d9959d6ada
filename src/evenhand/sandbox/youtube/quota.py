"""YouTube's day of 10,000 units: a list costs 1, a write 50; it starts anew at midnight in California."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
UNITS_A_DAY = 10_000
READ, WRITE = 1, 50


class Quota:
    """Counts units. `scale` widens the day's amount, since a demonstration polls far more often than one may."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.spent = 0
        self._day = ""

    def spend(self, units: int, now: datetime) -> bool:
        """Count them; whether there were enough left."""
        day = now.astimezone(PACIFIC).date().isoformat()
        if day != self._day:
            self._day, self.spent = day, 0
        if self.spent + units > UNITS_A_DAY * self.scale:
            return False
        self.spent += units
        return True
