"""Sweeps: what is done again and again, by whichever worker gets the lease, when it is due."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from evenhand.work.endings import code_of
from evenhand.work.leases import LEASE
from evenhand.work.models import Sweep
from evenhand.work.registry import SweepHandler, known
from evenhand.work.types import LeaseLostError

log = logging.getLogger(__name__)


def make_known(now: datetime) -> None:
    """Give each known sweep its row; a new one is due at once."""
    standing = set(Sweep.objects.filter(pk__in=list(known.sweeps)).values_list("pk", flat=True))
    new = [Sweep(name=name, next_run_at=now) for name in known.sweeps if name not in standing]
    Sweep.objects.bulk_create(new, ignore_conflicts=True)


def run_due(owner: str, now: datetime, lease: timedelta = LEASE, names: Iterable[str] | None = None) -> list[str]:
    """Run every sweep that is due and free; the names of those that were run."""
    wanted = list(known.sweeps) if names is None else list(names)
    due = Sweep.objects.filter(_free(now), pk__in=wanted, next_run_at__lte=now).order_by("next_run_at", "name")
    return [name for name in due.values_list("pk", flat=True) if _run(name, owner, now, lease)]


def renew(owner: str, now: datetime, lease: timedelta) -> None:
    """Lengthen the leases of the sweeps that `owner` is running."""
    Sweep.objects.filter(lease_owner=owner, lease_until__isnull=False).update(lease_until=now + lease)


def _free(now: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)


def _run(name: str, owner: str, now: datetime, lease: timedelta) -> bool:
    """Take the sweep, run it, give it back; False when another worker was faster."""
    free = Sweep.objects.filter(_free(now), pk=name, next_run_at__lte=now)
    if not free.update(lease_owner=owner, lease_until=now + lease, fence=F("fence") + 1):
        return False
    fence = Sweep.objects.values_list("fence", flat=True).get(pk=name)
    handler = known.sweeps[name]
    try:
        if not handler.in_transaction:
            handler.function()
        with transaction.atomic():
            if handler.in_transaction:
                handler.function()
            _give_back(name, fence, handler, now, "")
    except LeaseLostError:
        log.warning("work.lease_lost: sweep %s", name)
    except Exception as error:  # noqa: BLE001  (a sweep may fail in any way; it comes round again)
        log.error("work.sweep_failed: %s: %s", name, code_of(error))  # noqa: TRY400  (the text may quote somebody)
        with transaction.atomic():
            _give_back(name, fence, handler, now, code_of(error))
    return True


def _give_back(name: str, fence: int, handler: SweepHandler, now: datetime, error: str) -> None:
    """Note the run. Raises LeaseLostError when another worker took over, so that its transaction is dropped."""
    changed = Sweep.objects.filter(pk=name, fence=fence).update(
        lease_owner="",
        lease_until=None,
        next_run_at=now + handler.every,
        last_run_at=now,
        failures=F("failures") + 1 if error else 0,
        last_error=error,
    )
    if not changed:
        raise LeaseLostError(f"The sweep '{name}' was taken over by another worker.")
