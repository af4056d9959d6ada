"""When a case is due, in plain words: 'Due today at 3pm', 'Overdue by 2 hours', 'Waiting for its author'."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from evenhand.cases.models import Case, Pause

WEEK = 7
NOON = 12
UNITS = ((24 * 60, "day"), (60, "hour"), (1, "minute"))


@dataclass(frozen=True, slots=True)
class Due:
    """What a page says of a due time: the words carry it, the colour only repeats them."""

    text: str
    colour: str
    overdue: bool = False
    waiting: Pause | None = None


def due_of(case: Case, waiting: Pause | None = None) -> Due | None:
    """What to say of `case` now; None once it is closed."""
    if case.state != Case.State.OPEN or case.due_at is None:
        return None
    if waiting is not None and case.due_at > waiting.started_at:
        return Due("Waiting for its author", "grey", waiting=waiting)
    now = timezone.now()
    if case.due_at < now:
        return Due(f"Overdue by {_length(now - case.due_at)}", "red", overdue=True, waiting=waiting)
    return Due(f"Due {_time(case.due_at, now)}", "grey", waiting=waiting)


def dues_of(cases: Iterable[Case]) -> dict[int, Due | None]:
    """The same for many cases, by their ids, in one query."""
    rows = list(cases)
    found = Pause.objects.filter(case__in=rows, ended_at__isnull=True).select_related("person")
    waiting = {one.case_id: one for one in found}
    return {case.pk: due_of(case, waiting.get(case.pk)) for case in rows}


def due_today() -> Q:
    """Open cases that are due before the day ends."""
    end = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    waits = Pause.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    return Q(~Exists(waits), due_at__gte=timezone.now(), due_at__lt=end)


def _length(span: timedelta) -> str:
    minutes = max(int(span.total_seconds()) // 60, 1)
    size, unit = next((size, unit) for size, unit in UNITS if minutes >= size)
    number = minutes // size
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _time(due: datetime, now: datetime) -> str:
    local, today = timezone.localtime(due), timezone.localtime(now).date()
    days = (local.date() - today).days
    hour = f"{local.hour % NOON or NOON}{f':{local.minute:02d}' if local.minute else ''}"
    clock = "midday" if (local.hour, local.minute) == (NOON, 0) else f"{hour}{'am' if local.hour < NOON else 'pm'}"
    if days == 0:
        return f"today at {clock}"
    if days == 1:
        return f"tomorrow at {clock}"
    return f"on {local:%A} at {clock}" if days < WEEK else f"on {local.day} {local:%B} at {clock}"
