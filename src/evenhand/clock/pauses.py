"""Pauses: while we wait for somebody else, a due time waits too. A pause never brings a due time nearer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evenhand.clock.days import Calendar
from evenhand.clock.working import add_working, working_between


@dataclass(frozen=True, slots=True)
class Pause:
    """From when to when (aware) we waited, and for what. ValueError without a reason, or ending before it starts."""

    started: datetime
    ended: datetime
    reason: str

    def __post_init__(self) -> None:
        """Refuse what nobody could explain later."""
        if not self.reason.strip():
            raise ValueError("a pause needs a reason")
        if self.ended < self.started:
            raise ValueError(f"a pause cannot end before it starts, and {self.started} to {self.ended} does")


def due_after(due: datetime, pauses: Iterable[Pause], calendar: Calendar) -> datetime:
    """`due`, later by the working time of the pauses that began before it came.

    Pauses that overlap count once; one that began when it was overdue already moves nothing.
    """
    reached = None
    for pause in sorted(pauses, key=lambda one: one.started):
        started = max(pause.started, reached) if reached else pause.started
        waited = working_between(started, pause.ended, calendar)
        if pause.started < due and waited:
            due = add_working(due, waited, calendar)
        reached = max(pause.ended, reached) if reached else pause.ended
    return due
