"""Assessments, and the live memory of texts that are alike."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.intake.models import Version
from evenhand.judgement.models.policy import PolicyVersion
from evenhand.store.kept import Kept


class Assessment(Kept):
    """Signals, findings, intents and proposed outcome of one version under one policy version.

    `post_sensitive`: whether it was read as standing under a sensitive post, which lowers thresholds of the policy.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="assessments")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="assessments")
    model_versions = models.JSONField(default=dict)
    outcome = models.CharField(max_length=20)
    automatic = models.CharField(max_length=10, blank=True, default="")
    at_risk = models.BooleanField(default=False)
    post_sensitive = models.BooleanField(default=False, db_default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    findings = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    signals = models.JSONField(default=list)
    assessed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "policy_version"], name="assessment_once"),
            models.UniqueConstraint(fields=["id", "at_risk"], name="assessment_risk_key"),
            models.CheckConstraint(
                name="assessment_outcome_known",
                condition=Q(outcome__in=["allow", "remove", "remove_and_block", "escalate"]),
            ),
            models.CheckConstraint(name="assessment_automatic_known", condition=Q(automatic__in=["", "hide"])),
        ]

    def __str__(self) -> str:
        return f"assessment:{self.pk}"


class LookAlikeGroup(Kept):
    """Texts alike to one another. `minhash` is the first one's, empty where it was short."""

    minhash = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"look-alikes:{self.pk}"


class LookAlikeBand(models.Model):
    """One band of a group's MinHash: near copies share at least one."""

    group = models.ForeignKey(LookAlikeGroup, on_delete=models.CASCADE, related_name="bands")
    key = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return self.key


class LookAlike(Kept):
    """That a version belongs to a group, and how many others, by how many authors, came before it."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="look_alike")
    group = models.ForeignKey(LookAlikeGroup, on_delete=models.CASCADE, related_name="members")
    exact = models.CharField(max_length=24, db_index=True)
    before = models.PositiveIntegerField()
    authors_before = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"look-alike of version:{self.version_id}"
