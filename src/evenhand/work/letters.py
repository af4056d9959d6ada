"""Dead letters: what nobody tries any more, and what a person may do about it. Each step is on record."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.records import services as records
from evenhand.work import endings, metrics, wake
from evenhand.work.enqueueing import lock_lane
from evenhand.work.models import Lane, Task
from evenhand.work.types import WorkError


def dead_letters() -> QuerySet[Task]:
    """Every dead letter, oldest first."""
    return Task.objects.filter(state=Task.State.DEAD).order_by("id")


def skip_dead(task_id: int, by: str) -> Task:
    """Pass over a dead letter for good, so that its lane goes on. `by` is 'person:3'. Raises WorkError."""
    with transaction.atomic():
        lane, task = _dead(task_id, by)
        task.state, task.finished_at, task.ended_by = Task.State.SKIPPED, timezone.now(), by
        task.save(update_fields=["state", "finished_at", "ended_by"])
        _go_on("work.task_skipped", lane, task, by)
    metrics.ended(task.name, "skipped")
    return task


def retry_dead(task_id: int, by: str) -> Task:
    """Try a dead letter again from now, with its failures forgotten. `by` is 'person:3'. Raises WorkError."""
    with transaction.atomic():
        lane, task = _dead(task_id, by)
        task.state, task.run_at, task.failures = Task.State.READY, timezone.now(), 0
        task.save(update_fields=["state", "run_at", "failures"])
        _go_on("work.task_revived", lane, task, by)
    return task


def _dead(task_id: int, by: str) -> tuple[Lane, Task]:
    if not by.startswith("person:"):
        raise WorkError(f"Only a person decides on a dead letter, and {by!r:.50} is none. Pass by='person:ID'.")
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise WorkError(f"There is no task {task_id}.")
    lane = lock_lane(found.lane_id)
    task = Task.objects.get(pk=task_id)
    if task.state != Task.State.DEAD:
        raise WorkError(
            f"Task {task_id} is '{task.state}', not a dead letter, so there is nothing to decide. "
            "Somebody else may have been faster: look at it again."
        )
    return lane, task


def _go_on(kind: str, lane: Lane, task: Task, by: str) -> None:
    endings.move_on(lane)
    records.append(
        kind,
        subject=f"task:{task.pk}",
        actor=by,
        facts={"task": task.name, "attempts": task.attempts, "last_error": task.last_error},
    )
    wake.after_commit(timezone.now())
