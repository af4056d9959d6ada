"""YouTube's day of 10,000 units: a list costs 1, a write 50; it starts anew at midnight in California."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from evenhand.sandbox.wire.allowance import WIDE, Day

PACIFIC = ZoneInfo("America/Los_Angeles")
UNITS_A_DAY = 10_000
READ, WRITE = 1, 50


class Quota(Day):
    """Counts units."""

    def __init__(self, scale: float = WIDE) -> None:
        super().__init__("units", UNITS_A_DAY, PACIFIC, scale)
