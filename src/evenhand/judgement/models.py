"""Policy versions and what follows from them, as rows other tables can refer to; assessments; false claims.

A policy version is content-addressed: its digest names it. Its guidelines stand as rows, so that a
decision refers to the guideline of a version, and a machine's decision to the row that allows it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.intake.models import Version


class PolicyVersion(models.Model):
    """One content-addressed version of a policy, with its whole source."""

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    source = models.TextField()
    guidelines_url = models.CharField(max_length=500)
    warning_months = models.PositiveSmallIntegerField()
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name}@{self.digest[:12]}"


class PolicyActivation(models.Model):
    """From when a policy version decides live outcomes. The latest row is in force."""

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="activations")
    activated_at = models.DateTimeField(default=timezone.now)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="policy_activations"
    )

    def __str__(self) -> str:
        return f"activation:{self.pk}"


class Guideline(models.Model):
    """One guideline of one policy version: what other tables must be able to refer to.

    The row coded 'none' stands for 'no guideline is breached', so that even a decision to keep names
    what was weighed (promise 3).
    """

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="guidelines")
    code = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    track = models.CharField(max_length=20, default="warn_first")
    makes_strike = models.BooleanField(default=False)
    nature = models.CharField(max_length=20, default="none")
    priority = models.PositiveSmallIntegerField(default=5)
    approvals = models.PositiveSmallIntegerField(default=0)
    needs_source = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy_version", "code"], name="guideline_once"),
            models.UniqueConstraint(fields=["id", "policy_version"], name="guideline_version_key"),
            models.UniqueConstraint(fields=["id", "makes_strike", "nature"], name="guideline_strike_key"),
            models.UniqueConstraint(fields=["id", "needs_source"], name="guideline_source_key"),
            models.UniqueConstraint(fields=["id", "track"], name="guideline_track_key"),
            models.UniqueConstraint(fields=["id", "code"], name="guideline_code_key"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.policy_version_id}"


class AutomaticHide(models.Model):
    """That the machine may hide under this guideline on this platform. No row, no automatic decision."""

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="automatic_hides")
    platform = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guideline", "platform"], name="automatic_hide_once"),
            models.UniqueConstraint(fields=["id", "guideline"], name="automatic_hide_key"),
            models.CheckConstraint(
                name="automatic_hide_where_hiding_exists",
                condition=Q(platform__in=["facebook", "instagram", "x", "youtube"]),
            ),
        ]

    def __str__(self) -> str:
        return f"automatic hide on {self.platform}"


class FalseClaim(models.Model):
    """One entry of the register. A claim without a source cannot be stored, so it cannot be used."""

    code = models.CharField(max_length=50, unique=True)
    claim = models.TextField()
    correction = models.TextField()
    source = models.CharField(max_length=1000)
    owner = models.CharField(max_length=200)
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="false_claim_has_source", condition=~Q(source="")),
            models.CheckConstraint(name="false_claim_has_correction", condition=~Q(correction="")),
        ]

    def __str__(self) -> str:
        return self.code


class Assessment(models.Model):
    """Signals, findings, intents and proposed outcome of one version under one policy version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="assessments")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="assessments")
    model_versions = models.JSONField(default=dict)
    outcome = models.CharField(max_length=20)
    automatic = models.CharField(max_length=10, blank=True, default="")
    at_risk = models.BooleanField(default=False)
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


class LookAlikeGroup(models.Model):
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


class LookAlike(models.Model):
    """That a version belongs to a group, and how many others, by how many authors, came before it."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="look_alike")
    group = models.ForeignKey(LookAlikeGroup, on_delete=models.CASCADE, related_name="members")
    exact = models.CharField(max_length=24, db_index=True)
    before = models.PositiveIntegerField()
    authors_before = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"look-alike of version:{self.version_id}"
