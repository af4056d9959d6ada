"""Leases on lanes: who may act for a lane, until when, and under which fence.

A claim is good as long as the lane's fence is still the claim's. Clocks only decide when a lane may be
taken from a worker that is silent; that nobody keeps what a worker wrote after losing the lane, the fence
decides, under the lane's row lock. Not here: what is done with a claimed task (`attempts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from evenhand.store.prepared import Value, prepared
from evenhand.work.models import Lane, Task
from evenhand.work.statements import rows
from evenhand.work.types import LeaseLostError

LEASE = timedelta(seconds=30)
"""After this long without a sign of life a worker's lanes go to others. Renewed every third of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A lane held by a worker, with the task at its head as it was when claimed."""

    owner: str
    fence: int
    task: Task

    @property
    def lane(self) -> str:
        """The lane's name."""
        return self.task.lane_id


@prepared
def _task(key: Value) -> QuerySet[Task]:
    return Task.objects.filter(pk=key)


@prepared
def _locked(name: Value) -> QuerySet[Lane]:
    return Lane.objects.select_for_update().filter(pk=name)


def claim(owner: str, limit: int, now: datetime, lease: timedelta = LEASE) -> list[Claim]:
    """Take up to `limit` due lanes for `owner`; lanes that another transaction holds are passed over."""
    one_writer = not connection.features.has_select_for_update
    if limit < 1 or (one_writer and not rows("any_due", now=now)):  # looking first spares SQLite's one write lock
        return []
    lanes = sorted(rows("claim_lanes", now=now, limit=limit, owner=owner, until=now + lease))
    return [Claim(owner, fence, task) for *_, head, fence in lanes for task in _task.rows(head)]


def locked(name: str) -> Lane | None:
    """The lane's row, locked until the transaction ends, if there is one."""
    return next(iter(_locked.rows(name)), None)


def hold(claimed: Claim) -> Lane:
    """Lock the claim's lane until the transaction ends. Raises LeaseLostError when it went to another worker."""
    lane = locked(claimed.lane)
    if lane is None or lane.fence != claimed.fence or lane.lease_owner != claimed.owner:
        raise LeaseLostError(
            f"{claimed.owner} no longer holds the lane of task {claimed.task.pk}: its lease ran out and another "
            "worker took over. What it did after that is dropped. Lengthen the lease if this happens often."
        )
    return lane


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of the leases: lengthened, or lost. Claims in neither were locked at the moment."""

    kept: set[Claim]
    lost: set[Claim]


def renew(claims: Iterable[Claim], now: datetime, lease: timedelta = LEASE) -> Renewal:
    """Lengthen the leases of `claims`.

    Lanes locked at the moment are passed over, since waiting for several could end in a deadlock: nobody
    else can take a locked lane, and the next renewal comes soon.
    """
    wanted = {claimed.lane: claimed for claimed in claims}
    with transaction.atomic():
        free = Lane.objects.select_for_update(skip_locked=True).filter(pk__in=list(wanted))
        fences = dict(free.values_list("pk", "fence"))
        kept = {wanted[name] for name, fence in fences.items() if wanted[name].fence == fence}
        mine = [claimed.lane for claimed in kept]
        Lane.objects.filter(pk__in=mine, lease_until__isnull=False).update(lease_until=now + lease)
    return Renewal(kept, {wanted[name] for name in fences} - kept)


def release(claimed: Claim) -> None:
    """Give a lane back untouched, if it is still ours."""
    Lane.objects.filter(pk=claimed.lane, fence=claimed.fence, lease_owner=claimed.owner).update(
        lease_owner="", lease_until=None
    )
