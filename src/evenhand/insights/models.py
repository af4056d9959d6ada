"""Blind second reviews: what was drawn of each day, reproducibly, and what another person says of it.

The tables hold that the second person is not the first: the decision's own person stands in the row, by a key.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import PolicyVersion
from evenhand.store.constraints import CompositeForeignKey


class Draw(models.Model):
    """The sample of one local day. With `seed` anybody can draw it again and finds the same.

    `counts` holds by kind how many there were and how many were drawn: {"hide": [120, 7], ...}.
    """

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=32)
    counts = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draw of {self.day}"


class SecondReview(models.Model):
    """One text that somebody else reads without knowing what was decided: `first_*` is that, the rest their answer.

    Codes of guidelines are 'none' where nothing is breached. Of kind 'test', `first_*` is what the golden set says.
    """

    class Kind(models.TextChoices):
        BLOCK = "block", "Led to a block"
        HIDE = "hide", "Hidden or deleted"
        UNTOUCHED = "untouched", "Left alone"
        TEST = "test", "Known beforehand"

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind)
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="second_reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="second_reviews")
    decision = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="second_review")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="second_reviews")
    first_guideline = models.CharField(max_length=50)
    first_actor = models.CharField(max_length=10, blank=True, default="")
    first_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions_reviewed"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="second_reviews"
    )
    guideline = models.CharField(max_length=50, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "version"], name="second_review_once_a_draw"),
            CompositeForeignKey(
                fields=["version", "contribution"],
                to_table="intake_version",
                to_columns=["id", "contribution_id"],
                name="second_review_of_version",
            ),
            CompositeForeignKey(
                fields=["decision", "version"],
                to_table="cases_decision",
                to_columns=["id", "version_id"],
                name="second_review_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "first_actor"],
                to_table="cases_decision",
                to_columns=["id", "actor"],
                name="second_review_first_actor",
            ),
            CompositeForeignKey(
                fields=["decision", "first_person"],
                to_table="cases_decision",
                to_columns=["id", "person_id"],
                name="second_review_first_person",
            ),
            models.CheckConstraint(
                name="second_review_knows_first_person",
                condition=~Q(first_actor="person") | Q(first_person__isnull=False),
            ),
            models.CheckConstraint(
                name="second_review_by_another",
                condition=Q(person__isnull=True) | Q(first_person__isnull=True) | ~Q(person=F("first_person")),
            ),
            models.CheckConstraint(
                name="second_review_done_is_answered",
                condition=Q(done_at__isnull=True, person__isnull=True, guideline="")
                | (Q(done_at__isnull=False, person__isnull=False) & ~Q(guideline="")),
            ),
        ]
        indexes = [models.Index(fields=["done_at", "id"])]

    def __str__(self) -> str:
        return f"second review:{self.pk}"
