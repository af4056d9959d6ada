"""Targets: how long something may take, as the body promises it, and when it is due by that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from evenhand.clock.days import Calendar, day_and_night
from evenhand.clock.working import add_working

Unit = Literal["hour", "working hour", "working day"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Target:
    """So many hours of the clock, working hours or working days. ValueError for none at all."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what is due before anybody could start."""
        if self.number < 1:
            raise ValueError("a target is 1 or more")

    def __str__(self) -> str:
        """'1 working day', '4 working hours'."""
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    def calendar(self, working: Calendar) -> Calendar:
        """The calendar it is counted on: `working`, or day and night for hours of the clock."""
        return day_and_night() if self.unit == "hour" else working

    def due(self, moment: datetime, working: Calendar) -> datetime:
        """When what began at `moment` (aware) is due; working days end with the hours of the last of them."""
        if self.unit == "working day":
            return working.add_days(moment, self.number)
        return add_working(moment, timedelta(hours=self.number), self.calendar(working))
