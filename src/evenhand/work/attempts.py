"""One attempt of one claimed task, step by step. Every step that writes holds the lane and checks the fence.

    begin ─► run                                a task: one transaction with its completion
    begin ─► prepare ─► (perform) ─► settle     an effect: `performing` performs, outside of any transaction

Crashes: before `begin` nothing happened. After `begin` the task is found 'leased' by the next claim, which
counts a lost worker. After `prepare` committed, `performing_since` says that the outcome is unknown.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction

from evenhand.work import endings, metrics
from evenhand.work.leases import LEASE, Claim, hold
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler, SyncHandler, known
from evenhand.work.statements import change
from evenhand.work.types import JSON, Dead, LeaseLostError, Retry, TaskInfo

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An effect ready to be performed. `value` is what `prepare` gave."""

    claim: Claim
    handler: EffectHandler
    value: JSON


def begin(claim: Claim, now: datetime) -> SyncHandler | EffectHandler | None:
    """Count the start; the handler, or None when there is nothing to run (dead letter, or the lease was lost)."""
    task = claim.task
    lost = task.state == Task.State.LEASED
    handler = known.tasks.get(task.name)
    task.attempts += 1
    task.failures += lost
    if lost:
        task.last_error = endings.WORKER_LOST
    if not _started(claim):
        _lost(claim)
        return None
    if handler is None:
        _conclude(claim, now, _raise(Dead(f"unknown_task: no room of this process knows the name '{task.name}'")))
    elif task.failures >= task.max_attempts:
        _conclude(claim, now, _raise(Dead(endings.WORKER_LOST)))
    else:
        return handler
    return None


def run(claim: Claim, handler: SyncHandler, now: datetime) -> Exception | None:
    """Run a task in one transaction with its completion; the unexpected error, if there was one."""
    return _conclude(claim, now, lambda: handler(claim.task.payload))


def prepare(
    claim: Claim, handler: EffectHandler, now: datetime, lease: timedelta = LEASE
) -> Prepared | Exception | None:
    """Prepare an effect and commit that it is about to be tried; None when it ended here, or the unexpected error."""
    task = claim.task
    info = TaskInfo(task.pk, task.attempts, task.performing_since is not None)
    value: JSON = None

    def step() -> None:
        nonlocal value
        value = handler.effect.prepare(task.payload, info)

    def go_on(lane: Lane) -> bool:
        if value is None:
            return False
        change("perform_task", task=task.pk, now=now)
        change("lengthen_lease", name=lane.pk, until=now + lease)
        return True

    error = _conclude(claim, now, step, go_on)
    if error is not None:
        return error
    return None if value is None else Prepared(claim, handler, value)


def settle(prepared: Prepared, outcome: JSON | Exception, now: datetime) -> Exception | None:
    """Settle a performed effect in one transaction with its completion; the unexpected error, if there was one."""
    claim = prepared.claim
    return _conclude(claim, now, lambda: prepared.handler.effect.settle(claim.task.payload, prepared.value, outcome))


def _started(claim: Claim) -> bool:
    """Write the start down at once, by itself, so that a task which kills its worker is still counted."""
    task = claim.task
    return bool(
        change(
            "start_task",
            task=task.pk,
            fence=claim.fence,
            owner=claim.owner,
            attempts=task.attempts,
            failures=task.failures,
            last_error=task.last_error,
        )
    )


def _conclude(
    claim: Claim,
    now: datetime,
    step: Callable[[], None],
    go_on: Callable[[Lane], bool] = lambda _lane: False,
) -> Exception | None:
    """Hold the lane, do one step of the handler, and end the attempt as the step says, in one transaction.

    `go_on` may say that the attempt is not over yet.
    """
    for tries_left in (2, 1, 0):
        try:
            _in_one_transaction(claim, now, step, go_on)
        except LeaseLostError:
            _lost(claim)
        except OperationalError as error:  # a deadlock, a broken connection: all was rolled back, so at once again
            if not tries_left or connection.in_atomic_block:
                _failed(claim, error, now)
                return error
            connection.close_if_unusable_or_obsolete()
            continue
        except Exception as error:  # noqa: BLE001  (a handler may fail in any way; the queue goes on)
            _failed(claim, error, now)
            return error
        return None
    return None


def _in_one_transaction(claim: Claim, now: datetime, step: Callable[[], None], go_on: Callable[[Lane], bool]) -> None:
    with transaction.atomic():
        lane = hold(claim)
        try:
            step()
        except Retry as wish:
            endings.later(lane, claim.task, wish.run_at, wish.code, outcome_unknown=wish.outcome_unknown)
        except Dead as end:
            endings.dead(lane, claim.task, end.reason)
        else:
            if not go_on(lane):
                endings.done(lane, claim.task, now)


def _failed(claim: Claim, error: Exception, now: datetime) -> None:
    task = claim.task
    code = endings.code_of(error)
    log.warning(
        "work.task_failed: task %s (%s), attempt %s: %s %s", task.pk, task.name, task.attempts, code, _at(error)
    )
    try:
        with transaction.atomic():
            endings.failed(hold(claim), task, code, now)
    except LeaseLostError:
        _lost(claim)


def _lost(claim: Claim) -> None:
    metrics.ended(claim.task.name, "lease_lost")
    log.warning("work.lease_lost: task %s (%s), attempt %s", claim.task.pk, claim.task.name, claim.task.attempts)


def _at(error: Exception) -> str:
    """Where it happened, innermost last; never the error's text, which may quote somebody."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)


def _raise(error: Exception) -> Callable[[], None]:
    def step() -> None:
        raise error

    return step
