"""How an attempt ends: done, again later, failed, dead, skipped; and what the lane waits for next.

Each function changes one task and gives its lane free, in the caller's transaction, under the lane's lock.
"""

from __future__ import annotations

import logging
import random
import re
from datetime import datetime, timedelta

from django.db import transaction

from evenhand.work import metrics
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler, known
from evenhand.work.statements import change

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
WORKER_LOST = "worker_lost"
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_jitter = random.SystemRandom()


def done(lane: Lane, task: Task, now: datetime) -> None:
    """The task has ended well."""
    change("finish_task", task=task.pk, now=now)
    move_on(lane)
    metrics.ended(task.name, "done")


def later(lane: Lane, task: Task, run_at: datetime, code: str, *, outcome_unknown: bool) -> None:
    """The handler asked for another attempt at `run_at`; no failure."""
    changed: dict[str, object] = {"state": Task.State.READY, "run_at": run_at, "last_error": code[:200]}
    if not outcome_unknown:
        changed["performing_since"] = None
    _save(task, **changed)
    move_on(lane)
    metrics.ended(task.name, "retry")


def failed(lane: Lane, task: Task, code: str, now: datetime) -> None:
    """Something unexpected went wrong: again after a growing pause, or given up."""
    task.failures += 1
    if task.failures >= task.max_attempts:
        dead(lane, task, code)
        return
    run_at = now + pause_after(task.failures)
    _save(task, state=Task.State.READY, run_at=run_at, failures=task.failures, last_error=code)
    move_on(lane)
    metrics.ended(task.name, "failed")


def dead(lane: Lane, task: Task, reason: str) -> None:
    """Nobody tries any more: the lane waits for a person, who is alerted by the log and the metrics."""
    _save(task, state=Task.State.DEAD, failures=task.failures, last_error=reason[:200] or "dead")
    move_on(lane)
    _tell_room(task, reason)
    metrics.ended(task.name, "dead")
    log.error(
        "work.task_dead: task %s (%s) was given up after %s attempts, %s failures: %s. Its lane waits until a "
        "person skips it or has it tried again.",
        task.pk,
        task.name,
        task.attempts,
        task.failures,
        task.last_error,
    )


def move_on(lane: Lane) -> None:
    """Point the lane at its oldest task that has not ended, and give up the lease."""
    change("move_on", name=lane.pk)


def pause_after(failures: int) -> timedelta:
    """2 s, 4 s, 8 s ... up to 15 min, each shortened by up to a half so that failures do not march in step."""
    longest = min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    return longest * _jitter.uniform(0.5, 1.0)


def code_of(error: BaseException) -> str:
    """Class and code of an error, without its text, which may quote somebody."""
    code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return (f"{name}:{code}" if isinstance(code, str) and _CODE.fullmatch(code) else name)[:200]


def _save(task: Task, **changed: object) -> None:
    for name, value in changed.items():
        setattr(task, name, value)
    task.save(update_fields=list(changed))


def _tell_room(task: Task, reason: str) -> None:
    handler = known.tasks.get(task.name)
    gave_up = getattr(handler.effect, "gave_up", None) if isinstance(handler, EffectHandler) else None
    if gave_up is None:
        return
    try:
        with transaction.atomic():
            gave_up(task.payload, reason)
    except Exception as error:  # noqa: BLE001  (whatever the room does, the task must become a dead letter)
        log.error("work.gave_up_failed: task %s (%s): %s", task.pk, task.name, code_of(error))  # noqa: TRY400  (the text may quote somebody)
