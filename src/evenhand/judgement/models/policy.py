"""A policy version and what follows from it, as rows other tables can refer to; the register of false claims.

A version is content-addressed: its digest names it. Its guidelines stand as rows, so that a decision refers
to the guideline of a version, and a machine's decision to the row that allows it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


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
    """One entry of the register. A claim without a source cannot be stored, so it cannot be used.

    `kept_by` is who changed it last at the desk (null: as the policy's file says). Its correction may be sent once
    another person has approved it.
    """

    code = models.CharField(max_length=50, unique=True)
    claim = models.TextField()
    correction = models.TextField()
    source = models.CharField(max_length=1000)
    owner = models.CharField(max_length=200)
    expires_on = models.DateField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="claims_kept"
    )
    kept_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="claims_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="false_claim_approved_by_another",
                condition=Q(approved_by__isnull=True) | Q(kept_by__isnull=True) | ~Q(approved_by=F("kept_by")),
            ),
            models.CheckConstraint(
                name="false_claim_approval_whole",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(name="false_claim_has_source", condition=~Q(source="")),
            models.CheckConstraint(name="false_claim_has_correction", condition=~Q(correction="")),
        ]

    def __str__(self) -> str:
        return self.code
