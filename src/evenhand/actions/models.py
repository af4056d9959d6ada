"""Actions: one effect to be had on a platform each, written down before it is tried.

What an action may be, the database holds: the machine only hides, or sends one of four fixed texts to who wrote
privately (promise 2), direct messages are never hidden, nothing is hidden or deleted without captured evidence
(promise 6), and nothing is done on hope: 'done' says how the effect was seen.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.actions.closing_models import Closing
from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.policy.letters import AUTOMATIC
from evenhand.records.models import Evidence
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept

__all__ = ["Action", "Attempt", "Closing", "ManualTask"]


class Action(Kept):
    """One effect on a platform. `key` is the idempotency key; `authority` what a higher room's action stands on.

    That is the block of an action 'block', and the automatic text that `letter` names. Only those texts have no
    decision: nothing is decided about who is told that their message came in.
    """

    class Operation(models.TextChoices):
        HIDE = "hide", "Hide"
        UNHIDE = "unhide", "Show again"
        DELETE = "delete", "Delete"
        PLATFORM_REPORT = "platform_report", "Report to the platform"
        REPLY = "reply", "Reply in public"
        MESSAGE = "message", "Write privately"
        WARN = "warn", "Warn"
        BLOCK = "block", "Block"
        UNBLOCK = "unblock", "Unblock"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        TRYING = "trying", "Being done"
        UNKNOWN = "unknown", "Not known whether it was done"
        DONE = "done", "Done"
        MANUAL = "manual", "A person is to do it"
        FAILED = "failed", "Could not be done"
        MOOT = "moot", "No longer needed"

    class Seen(models.TextChoices):
        NOT_YET = "", "Not yet"
        READ_BACK = "read_back", "The platform shows it"
        RECEIPT = "receipt", "The platform said so; it cannot be read"
        PERSON = "person", "A person confirmed it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="actions")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="actions")
    contribution_kind = models.CharField(max_length=20)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="actions")
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="actions")
    operation = models.CharField(max_length=20, choices=Operation)
    means = models.CharField(max_length=20, blank=True, default="")
    text = models.TextField(blank=True, default="")
    letter = models.CharField(max_length=20, blank=True, default="")
    actor = models.CharField(max_length=10)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="actions")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="actions")
    authority = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    seen = models.CharField(max_length=10, choices=Seen, blank=True, default=Seen.NOT_YET)
    result_external_id = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel"], name="action_author_key"),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="action_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "actor"],
                to_table="cases_decision",
                to_columns=["id", "actor"],
                name="action_actor_is_decider",
            ),
            CompositeForeignKey(
                fields=["contribution", "contribution_kind"],
                to_table="intake_contribution",
                to_columns=["id", "kind"],
                name="action_of_kind",
            ),
            CompositeForeignKey(
                fields=["contribution", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="action_on_channel",
            ),
            CompositeForeignKey(
                fields=["evidence", "contribution"],
                to_table="records_evidence",
                to_columns=["id", "contribution_id"],
                name="action_evidence_of_contribution",
            ),
            models.CheckConstraint(
                name="action_machine_hides_or_sends_letter",
                condition=Q(actor="person")
                | Q(actor="machine", operation="hide")
                | (Q(actor="machine") & ~Q(letter="")),
            ),
            models.CheckConstraint(
                name="action_decided_or_letter",
                condition=Q(decision__isnull=False, letter="")
                | Q(
                    decision__isnull=True,
                    letter__in=AUTOMATIC,
                    actor="machine",
                    person__isnull=True,
                    operation="message",
                    contribution_kind="direct_message",
                    authority__isnull=False,
                ),
            ),
            models.UniqueConstraint(fields=["authority"], condition=~Q(letter=""), name="action_letter_once"),
            models.CheckConstraint(
                name="action_never_hides_messages",
                condition=~Q(operation__in=["hide", "unhide"]) | ~Q(contribution_kind="direct_message"),
            ),
            models.CheckConstraint(
                name="action_evidence_first",
                condition=~Q(operation__in=["hide", "delete"]) | Q(evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="action_block_has_authority",
                condition=~Q(operation="block") | Q(authority__isnull=False),
            ),
            models.CheckConstraint(
                name="action_done_is_seen",
                condition=~Q(state="done") | (Q(done_at__isnull=False) & ~Q(seen="")),
            ),
            models.CheckConstraint(
                name="action_words_are_there",
                condition=~Q(operation__in=["reply", "message", "warn"]) | ~Q(text=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"action:{self.pk}"


class Attempt(Kept):
    """One try of an action on the platform, and how it ended."""

    class Outcome(models.TextChoices):
        STARTED = "started", "Started"
        ACCEPTED = "accepted", "Accepted"
        THROTTLED = "throttled", "Told to slow down"
        TRANSIENT = "transient", "Failed before any effect"
        UNKNOWN = "unknown", "Answer lost"
        REFUSED = "refused", "Refused"
        GONE = "gone", "Target gone"
        TOKEN_DEAD = "token_dead", "Credentials dead"
        SEEN = "seen", "Effect already there"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.STARTED)
    code = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} of action:{self.action_id}"


class ManualTask(Kept):
    """What the platform's API cannot do, done by a person from a deep link, and confirmed."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        COULD_NOT = "could_not", "Could not be done"

    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="manual_task")
    link = models.CharField(max_length=1500)
    steps = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="manual_tasks"
    )
    note = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="manual_task_confirmed_by_person",
                condition=Q(state="open") | Q(person__isnull=False, ended_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"manual task:{self.pk}"
