"""When a case is due: by its kind, on the calendar of its kind, from the moment on which it opened.

Reviews follow moderation days, every weekday all year round; what somebody asked follows reply days (clauses 46 to
48). Somebody at risk waits for no office to open. The body's own targets stand in settings.TIMETABLE; what the law
sets, from the day on which a request was received, stands in `clock.legal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings

from evenhand.clock import Calendar, Target, Timetable, foi_ends, sar_ends, uk_days

SAFEGUARDING, QUESTION = "safeguarding", "question"
TAKE_LONGER = {"appeal", "legal"}
LAW: Mapping[str, Callable[[datetime], datetime]] = {"foi": foi_ends, "subject_access": sar_ends}
FROM_RECEIPT = frozenset({*LAW, "complaint"})
"""The clock of these runs from when somebody wrote, not from when we saw it."""


def due_at(kind: str, moment: datetime) -> datetime:
    """When a case of `kind` that opens at `moment` (aware) is due."""
    if kind in LAW:
        return LAW[kind](moment)
    target, calendar = promised(kind)
    return target.due(moment, calendar)


def calendar_of(kind: str) -> Calendar:
    """The calendar on which the working time of a case of `kind` is counted."""
    if kind in LAW:
        return uk_days()
    target, calendar = promised(kind)
    return target.calendar(calendar)


def promised(kind: str) -> tuple[Target, Calendar]:
    """The target of a kind of case, and the working days it is counted on."""
    timetable: Timetable = settings.TIMETABLE
    if kind == SAFEGUARDING:
        return timetable.safeguarding, timetable.moderation
    if kind == QUESTION:
        return timetable.first_reply, timetable.replies
    if kind == "complaint":
        return timetable.complaint, timetable.replies
    if kind == "whistleblowing":
        return timetable.concern, timetable.replies
    if kind in TAKE_LONGER:
        return timetable.resolution, timetable.replies
    return timetable.first_look, timetable.moderation
