"""Assessor versions and what differs from one to another: counts, and the flipped items by id (promise 11).

No text stands here: a contribution's text has its one place (intake), a golden item's in its file, a policy or the
contribution it came from.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models.policy import PolicyVersion
from evenhand.store.constraints import CompositeForeignKey


class AssessorVersion(models.Model):
    """What decides an outcome: a policy version and the versions of every detector, together."""

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="assessors")
    model_versions = models.JSONField()
    models_digest = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy_version", "models_digest"], name="assessor_once"),
            models.UniqueConstraint(fields=["id", "policy_version"], name="assessor_policy_key"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_version}+{self.models_digest[:12]}"


class GoldenItem(models.Model):
    """One item of the body's own golden set: a version of a contribution, and what it ought to come out as."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="golden_item")
    outcome = models.CharField(max_length=20)
    guidelines = models.JSONField(default=list)
    reason = models.CharField(max_length=50)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="golden_items"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="golden_outcome_known",
                condition=Q(outcome__in=["allow", "remove", "remove_and_block", "escalate"]),
            ),
        ]

    def __str__(self) -> str:
        return f"version:{self.version_id}"


class GoldenOutcome(models.Model):
    """How a golden item came out under an assessor version, kept for when its detectors no longer run."""

    assessor = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="golden_outcomes")
    item = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20)
    guidelines = models.JSONField(default=list)
    automatic = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessor", "item"], name="golden_outcome_once")]

    def __str__(self) -> str:
        return f"{self.item} under assessor:{self.assessor_id}"


class Comparison(models.Model):
    """The differences from one assessor version to another, on the golden set and on the last contributions.

    `first` and `last` bound the contributions, so that what comes in meanwhile changes nothing; `reached` is the
    last one compared. The digest is that of all that was found: what is opened and signed.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Being made"
        READY = "ready", "Ready to open"

    before = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="comparisons_from")
    after = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="comparisons_to")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    golden_digest = models.CharField(max_length=64, blank=True, default="")
    golden_items = models.PositiveIntegerField(default=0)
    first = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    contributions = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "digest"], name="comparison_digest_key"),
            models.UniqueConstraint(fields=["id", "before", "after", "digest"], name="comparison_versions_key"),
            models.CheckConstraint(name="comparison_of_two", condition=~Q(before=F("after"))),
            models.CheckConstraint(
                name="comparison_ready_is_whole",
                condition=Q(state="running", digest="", ready_at__isnull=True)
                | (
                    Q(state="ready", ready_at__isnull=False, golden_items__gt=0, compared=F("contributions"))
                    & ~Q(digest="")
                    & ~Q(golden_digest="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"comparison:{self.pk}"


class Flip(models.Model):
    """One item that comes out otherwise. Golden: `item` names it; live: the version of a contribution."""

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="flips")
    item = models.CharField(max_length=100, blank=True, default="")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.PROTECT, related_name="flips")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="flips")
    change = models.CharField(max_length=50)
    before_outcome = models.CharField(max_length=20)
    after_outcome = models.CharField(max_length=20)
    before_guidelines = models.JSONField(default=list)
    after_guidelines = models.JSONField(default=list)
    before_automatic = models.CharField(max_length=10, blank=True, default="")
    after_automatic = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "item"], condition=Q(version__isnull=True), name="flip_once_golden"
            ),
            models.UniqueConstraint(fields=["comparison", "contribution"], name="flip_once_live"),
            models.CheckConstraint(
                name="flip_golden_or_live",
                condition=Q(version__isnull=True, contribution__isnull=True) & ~Q(item="")
                | Q(version__isnull=False, contribution__isnull=False, item=""),
            ),
            CompositeForeignKey(
                fields=["version", "contribution"],
                to_table="intake_version",
                to_columns=["id", "contribution_id"],
                name="flip_of_a_version_of_this",
            ),
        ]

    def __str__(self) -> str:
        return f"flip:{self.pk}"
