"""The tables of the queue. They are the truth; threads, processes and brokers only look at them sooner.

A lane is the order in which one author's work is done. Its row is locked at enqueue, at each step of an
attempt and at the end, so ids of one lane commit in order and one worker at a time may act for it.
`head`, `due_at` and `priority` repeat what the tasks say, so that claiming reads lanes and never the backlog.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.records.fields import CanonicalJSONField


class Lane(models.Model):
    """One order of work. A task without a lane has a lane of its own, named after its key.

    `head` is the oldest task that has not ended; `due_at` when it may run: null when the lane is empty or its
    head is a dead letter. `fence` grows with every claim: whoever comes with an older one is refused.
    """

    name = models.CharField(max_length=250, primary_key=True)
    head = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    priority = models.SmallIntegerField(default=5)
    lease_owner = models.CharField(max_length=100, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)
    paused = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="lane_due_has_head", condition=Q(due_at__isnull=True) | Q(head__isnull=False)),
            models.CheckConstraint(
                name="lane_lease_has_owner",
                condition=Q(lease_until__isnull=True, lease_owner="")
                | (Q(lease_until__isnull=False) & ~Q(lease_owner="")),
            ),
            models.CheckConstraint(
                name="lane_pause_has_reason",
                condition=(Q(paused=True) & ~Q(pause_reason=""))
                | Q(paused=False, paused_until__isnull=True, pause_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "due_at", "name"], condition=Q(due_at__isnull=False), name="lane_to_claim")
        ]

    def __str__(self) -> str:
        return f"lane:{self.pk}"


class Task(models.Model):
    """One piece of work. `payload` holds ids and codes; `last_error` codes and class names: nothing personal.

    `attempts` counts starts, `failures` what went wrong unexpectedly (`max_attempts` of those make it a dead
    letter). `performing_since` is committed before the effect is tried and cleared when its outcome is settled:
    found set at the next start, the outcome is unknown.
    """

    class State(models.TextChoices):
        READY = "ready", "Waiting"
        LEASED = "leased", "Being done"
        DONE = "done", "Done"
        DEAD = "dead", "Given up; waits for a person"
        SKIPPED = "skipped", "Passed over by a person"

    OPEN = (State.READY, State.LEASED, State.DEAD)
    ENDED = (State.DONE, State.SKIPPED)

    id: int
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="tasks")
    lane_id: str
    name = models.CharField(max_length=100)
    payload = CanonicalJSONField()
    key = models.CharField(max_length=200, unique=True)
    priority = models.SmallIntegerField(default=5)
    run_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    performing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True, default="")
    ended_by = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_state_known", condition=Q(state__in=["ready", "leased", "done", "dead", "skipped"])
            ),
            models.CheckConstraint(
                name="task_ended_has_time",
                condition=Q(state__in=["done", "skipped"], finished_at__isnull=False)
                | (~Q(state__in=["done", "skipped"]) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(name="task_skipped_by_person", condition=~Q(state="skipped") | ~Q(ended_by="")),
            models.CheckConstraint(name="task_dead_has_reason", condition=~Q(state="dead") | ~Q(last_error="")),
            models.CheckConstraint(
                name="task_failures_are_attempts",
                condition=Q(failures__lte=F("attempts")) & Q(max_attempts__gte=1),
            ),
            models.UniqueConstraint(
                fields=["lane"], condition=Q(state__in=["leased", "dead"]), name="task_one_at_a_time_in_lane"
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "id"], condition=Q(state__in=["ready", "leased", "dead"]), name="task_open")
        ]

    def __str__(self) -> str:
        return f"task:{self.pk}"


class Sweep(models.Model):
    """Something done again and again, by one worker at a time."""

    name = models.CharField(max_length=100, primary_key=True)
    next_run_at = models.DateTimeField()
    lease_owner = models.CharField(max_length=100, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)
    last_run_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sweep_lease_has_owner",
                condition=Q(lease_until__isnull=True, lease_owner="")
                | (Q(lease_until__isnull=False) & ~Q(lease_owner="")),
            )
        ]

    def __str__(self) -> str:
        return f"sweep:{self.pk}"
