"""For tests, public: run the queue here and now, in this thread, one task after another, in a fixed order.

    work.drain()                                    # everything due
    work.drain(now=timezone.now() + timedelta(hours=1))    # also what waits for the next hour

Works inside a test's transaction. Real workers are in `running`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from evenhand.work import attempts, sweeps
from evenhand.work.attempts import Prepared
from evenhand.work.leases import Claim, claim
from evenhand.work.models import Sweep, Task
from evenhand.work.performing import outcome_of, the_loop
from evenhand.work.registry import EffectHandler, registered_here
from evenhand.work.types import WorkError

__all__ = ["attempt", "drain", "open_tasks", "registered_here", "run_sweep"]


def drain(limit: int = 1000, *, now: datetime | None = None, strict: bool = True) -> int:
    """Run what is due until nothing is, at most `limit` attempts; returns how many there were.

    Args:
        limit: a task that asks to be retried before `now` counts again each time.
        now: pretend that it is this time (aware).
        strict: raise an unexpected error of a handler, after the queue has noted it. False: go on, as a worker would.
    """
    for count in range(limit):
        moment = now or timezone.now()
        claims = claim("drain", 1, moment)
        if not claims:
            return count
        error = attempt(claims[0], moment)
        if strict and error is not None:
            raise error
    return limit


def attempt(claimed: Claim, now: datetime) -> Exception | None:
    """One whole attempt of a claimed task; the unexpected error, if there was one."""
    handler = attempts.begin(claimed, now)
    if handler is None:
        return None
    if not isinstance(handler, EffectHandler):
        return attempts.run(claimed, handler, now)
    prepared = attempts.prepare(claimed, handler, now)
    if not isinstance(prepared, Prepared):
        return prepared
    return attempts.settle(prepared, outcome_of(the_loop().perform(prepared)), now)


def open_tasks(name: str = "") -> QuerySet[Task]:
    """The tasks that have not ended, oldest first; of one name, or all."""
    rows = Task.objects.filter(state__in=Task.OPEN).order_by("id")
    return rows.filter(name=name) if name else rows


def run_sweep(name: str, *, now: datetime | None = None) -> None:
    """Run one sweep now, due or not. Raises WorkError when it failed or is not known."""
    moment = now or timezone.now()
    sweeps.make_known(moment)
    Sweep.objects.filter(pk=name).update(next_run_at=moment - timedelta(microseconds=1))
    if not sweeps.run_due("testing", moment, names=[name]):
        raise WorkError(f"The sweep '{name}' is not known here, or another worker is running it.")
    code = Sweep.objects.values_list("last_error", flat=True).get(pk=name)
    if code:
        raise WorkError(f"The sweep '{name}' failed: {code}.")
