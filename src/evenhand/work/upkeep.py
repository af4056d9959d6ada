"""Keeping the tables small: what ended long ago goes, with its lane if nothing else stands in it.

The key goes with the task. Whoever enqueues must not come back with the same key after `KEPT`; the rooms
above build their keys from rows that they make once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evenhand.work.models import Lane, Task
from evenhand.work.registry import sweep

KEPT = timedelta(days=90)
AT_ONCE = 5_000


@sweep("work.upkeep", every=timedelta(hours=1))
def remove_ended() -> None:
    """Remove some of what ended more than `KEPT` ago."""
    remove_ended_before(timezone.now() - KEPT)


def remove_ended_before(before: datetime, limit: int = AT_ONCE) -> int:
    """Remove up to `limit` tasks that ended before `before`, and lanes left idle; how many tasks went."""
    with transaction.atomic():
        old = list(
            Task.objects.filter(state__in=Task.ENDED, finished_at__lt=before)
            .order_by("id")
            .values_list("pk", "lane_id")[:limit]
        )
        removed, _ = Task.objects.filter(pk__in=[task for task, _ in old]).delete()
        lanes = Lane.objects.select_for_update(skip_locked=True).filter(
            ~Exists(Task.objects.filter(lane=OuterRef("pk"))),
            pk__in={lane for _, lane in old},
            head__isnull=True,
            lease_until__isnull=True,
            paused=False,
        )
        Lane.objects.filter(pk__in=[lane.pk for lane in lanes]).delete()
    return removed
