"""Who opened and who signed a comparison, and from when an assessor version decides live outcomes (promise 11).

Activations are numbered without a gap. The first one, on a database in which nothing was ever in force, needs no
signature, and `number` is unique: there is no second first. Each later one refers to the one before it, and to a
sign-off from the assessor version of that one to its own. What constraints cannot say stands in `judgement.guards`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.judgement.models.comparing import AssessorVersion, Comparison
from evenhand.judgement.models.policy import PolicyVersion
from evenhand.store.constraints import CompositeForeignKey


class Opening(models.Model):
    """That a person opened a comparison, as it stood under this digest."""

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_openings")
    digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comparison", "person", "digest"], name="opening_once"),
            models.CheckConstraint(name="opening_of_something_ready", condition=~Q(digest="")),
            CompositeForeignKey(
                fields=["comparison", "digest"],
                to_table="judgement_comparison",
                to_columns=["id", "digest"],
                name="opening_of_this_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"opening of comparison:{self.comparison_id}"


class SignOff(models.Model):
    """A policy owner's word that the differences found may become live outcomes. It serves one activation."""

    comparison = models.OneToOneField(Comparison, on_delete=models.PROTECT, related_name="sign_off")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_sign_offs")
    digest = models.CharField(max_length=64)
    before = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="sign_offs_from")
    after = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="sign_offs_to")
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "before", "after"], name="sign_off_versions_key"),
            CompositeForeignKey(
                fields=["comparison", "before", "after", "digest"],
                to_table="judgement_comparison",
                to_columns=["id", "before_id", "after_id", "digest"],
                name="sign_off_of_this_comparison",
            ),
            CompositeForeignKey(
                fields=["comparison", "person", "digest"],
                to_table="judgement_opening",
                to_columns=["comparison_id", "person_id", "digest"],
                name="sign_off_by_who_opened_it",
            ),
        ]

    def __str__(self) -> str:
        return f"sign-off:{self.pk}"


class PolicyActivation(models.Model):
    """From when an assessor version decides live outcomes. The highest number is in force."""

    number = models.PositiveIntegerField(unique=True)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="activations")
    assessor = models.ForeignKey(AssessorVersion, on_delete=models.PROTECT, related_name="activations")
    previous = models.PositiveIntegerField(null=True)
    replaced = models.ForeignKey(AssessorVersion, null=True, on_delete=models.PROTECT, related_name="activations_after")
    sign_off = models.OneToOneField(SignOff, null=True, on_delete=models.PROTECT, related_name="activation")
    activated_at = models.DateTimeField(default=timezone.now)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="policy_activations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "assessor"], name="activation_number_key"),
            models.CheckConstraint(
                name="activation_first_or_signed",
                condition=Q(number=1, previous__isnull=True, replaced__isnull=True, sign_off__isnull=True)
                | Q(
                    number=F("previous") + 1,
                    previous__gte=1,
                    previous__isnull=False,
                    replaced__isnull=False,
                    sign_off__isnull=False,
                ),
            ),
            CompositeForeignKey(
                fields=["assessor", "policy_version"],
                to_table="judgement_assessorversion",
                to_columns=["id", "policy_version_id"],
                name="activation_of_this_policy",
            ),
            CompositeForeignKey(
                fields=["previous", "replaced"],
                to_table="judgement_policyactivation",
                to_columns=["number", "assessor_id"],
                name="activation_follows_the_one_in_force",
            ),
            CompositeForeignKey(
                fields=["sign_off", "replaced", "assessor"],
                to_table="judgement_signoff",
                to_columns=["id", "before_id", "after_id"],
                name="activation_signed_from_the_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"activation:{self.pk}"
