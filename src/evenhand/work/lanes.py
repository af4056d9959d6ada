"""Pausing and resuming a lane. Not here: blocking by dead letters (`letters`)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenhand.work import wake
from evenhand.work.enqueueing import lock_lane
from evenhand.work.models import Lane
from evenhand.work.types import WorkError


def pause_lane(name: str, reason: str, *, until: datetime | None = None) -> Lane:
    """Claim nothing of this lane until it is resumed, or until `until` (aware). What is being done is finished.

    `reason` is a code or a short sentence, nothing personal. Raises WorkError for an empty one.
    """
    if not reason.strip():
        raise WorkError(f"The lane '{name}' cannot be paused without a reason. Say why, in a few words.")
    if until is not None and until.tzinfo is None:
        raise WorkError(f"The time {until.isoformat()} has no zone. Pass an aware datetime.")
    with transaction.atomic():
        lane = lock_lane(name)
        lane.paused, lane.paused_until, lane.pause_reason = True, until, reason[:200]
        lane.save(update_fields=["paused", "paused_until", "pause_reason"])
    return lane


def resume_lane(name: str) -> Lane:
    """Let the lane go on. A lane that is not paused stays as it is."""
    with transaction.atomic():
        lane = lock_lane(name)
        lane.paused, lane.paused_until, lane.pause_reason = False, None, ""
        lane.save(update_fields=["paused", "paused_until", "pause_reason"])
        wake.after_commit(timezone.now())
    return lane


def resume_lanes(reason: str) -> int:
    """Let every lane go on that was paused with just this reason; how many did.

    Lanes that another transaction holds at the moment are passed over, since waiting for several could end in a
    deadlock: pause with an `until` beside the reason.
    """
    with transaction.atomic():
        free = Lane.objects.select_for_update(skip_locked=True).filter(paused=True, pause_reason=reason)
        names = list(free.values_list("pk", flat=True))
        Lane.objects.filter(pk__in=names).update(paused=False, paused_until=None, pause_reason="")
        if names:
            wake.after_commit(timezone.now())
    return len(names)
