"""Putting a task into the queue, inside the caller's transaction. Not here: running it (`attempts`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils import timezone

from evenhand.records.canonical import canonical
from evenhand.work import wake
from evenhand.work.leases import locked
from evenhand.work.models import Lane, Task
from evenhand.work.statements import change, rows
from evenhand.work.types import JSON, EnqueuedOutsideTransactionError, WorkError

LONGEST_NAME = 100
LONGEST_KEY = 200
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_WORD = re.compile(r"[!-~]+")


def enqueue(  # noqa: PLR0913  (keywords after the first two; a task has so many sides)
    name: str,
    payload: Mapping[str, JSON],
    *,
    lane: str = "",
    key: str,
    run_at: datetime | None = None,
    priority: int = 5,
    max_attempts: int = 8,
) -> Task:
    """Enqueue a task; it exists if and only if the caller's transaction commits.

    Args:
        name: dotted, such as 'actions.carry_out'. Need not be known in this process.
        payload: ids and codes, plain JSON, nothing personal.
        lane: tasks of one lane run one after another, in the order of enqueueing; '' lets it run beside all.
        key: idempotency key; a second task with the same key is not made, the first one is returned.
        run_at: not before (aware); now, if left out. The lane waits for it.
        priority: 1 most urgent; orders lanes, never the tasks inside one.
        max_attempts: so many failures make it a dead letter.

    Raises:
        EnqueuedOutsideTransactionError: there is no transaction to stand or fall with.
        WorkError: a name, lane, key, time or payload that the queue cannot hold.
    """
    if not connection.in_atomic_block:
        raise EnqueuedOutsideTransactionError(
            f"The task '{name}' was enqueued outside a transaction. Call work.enqueue inside "
            "`transaction.atomic()`, together with the change it follows from, so that neither is lost."
        )
    _check(name, lane, key, run_at)
    if rows("task_of_key", key=key):
        return Task.objects.get(key=key)
    row = lock_lane(lane or f"task:{key}")
    task = Task(
        lane=row,
        name=name,
        payload=dict(payload),
        key=key,
        priority=priority,
        run_at=run_at or timezone.now(),
        max_attempts=max_attempts,
    )
    return task if _add(row, task) else Task.objects.get(key=key)


def _add(lane: Lane, task: Task) -> bool:
    """Add a task to its lane, whose lock the caller holds; False where another transaction was faster with its key."""
    added = rows(
        "add_task",
        lane=lane.pk,
        name=task.name,
        payload=canonical(task.payload),
        key=task.key,
        priority=task.priority,
        run_at=task.run_at,
        max_attempts=task.max_attempts,
        created_at=task.created_at,
    )
    if not added:
        return False
    ((task.pk,),) = added
    task._state.adding = False  # noqa: SLF001 (as Django itself does after an INSERT)
    change("queue_task", name=lane.pk, task=task.pk, run_at=task.run_at, priority=task.priority)
    if lane.head is None:
        wake.after_commit(task.run_at)
    return True


def lock_lane(name: str) -> Lane:
    """The lane's row, made if it is new, locked until the transaction ends.

    Ids are given before commit, so without the lock two transactions could commit out of their order.
    SQLite needs no row lock: its transactions begin IMMEDIATE, one writer at a time.
    """
    row = locked(name)
    if row is None and change("new_lane", name=name):
        row = Lane(name=name)
        row._state.adding = False  # noqa: SLF001 (as Django itself does after an INSERT)
    row = row or locked(name)
    if row is None:
        raise WorkError(f"The lane '{name}' was removed in the moment it was made. Enqueue again.")
    return row


def _check(name: str, lane: str, key: str, run_at: datetime | None) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise WorkError(f"The task name {name!r:.120} is not dotted lower-case words such as 'actions.carry_out'.")
    for what, value in (("key", key), ("lane", lane)):
        if (value or what == "key") and (not _WORD.fullmatch(value) or len(value) > LONGEST_KEY):
            raise WorkError(
                f"The {what} {value!r:.120} of the task '{name}' is not {LONGEST_KEY} or fewer printable ASCII "
                "characters without spaces. Build it from ids, such as 'author:12'."
            )
    if run_at is not None and run_at.tzinfo is None:
        raise WorkError(f"The time {run_at.isoformat()} of the task '{name}' has no zone. Pass an aware datetime.")
