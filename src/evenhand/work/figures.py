"""How the queue stands, in figures: for /readyz, the desk and alerts. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from evenhand.work.models import Lane, Task


@dataclass(frozen=True, slots=True)
class Backlog:
    """Tasks by where they are. `oldest_due_seconds`: how long the longest due free lane has waited, 0.0 if none."""

    waiting: int
    being_done: int
    dead: int
    outcome_unknown: int
    paused_lanes: int
    oldest_due_seconds: float


def backlog(now: datetime) -> Backlog:
    """The figures at `now`."""
    tasks = Task.objects.filter(state__in=Task.OPEN).aggregate(
        waiting=Count("id", filter=Q(state=Task.State.READY)),
        being_done=Count("id", filter=Q(state=Task.State.LEASED)),
        dead=Count("id", filter=Q(state=Task.State.DEAD)),
        outcome_unknown=Count("id", filter=Q(performing_since__isnull=False) & ~Q(state=Task.State.LEASED)),
    )
    lanes = Lane.objects.aggregate(
        paused_lanes=Count("name", filter=Q(paused=True)),
        oldest=Min("due_at", filter=Q(paused=False, lease_until__isnull=True, due_at__lte=now)),
    )
    waited = (now - lanes["oldest"]).total_seconds() if lanes["oldest"] else 0.0
    return Backlog(**tasks, paused_lanes=lanes["paused_lanes"], oldest_due_seconds=waited)
