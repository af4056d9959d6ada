"""What is done for a person at risk: advice, hand-overs, follow-ups, and the outcome without which no case closes.

That a case of a person at risk closes only on a recorded outcome is a guard (`care/guards.py`); that 'no danger' stands
on the advice of somebody else is a check and a composite key here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Case
from evenhand.store.constraints import CompositeForeignKey


class Advice(models.Model):
    """What a person thinks should be done. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="advice")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advice")
    no_danger = models.BooleanField()
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "case", "person", "no_danger"], name="advice_key"),
            models.CheckConstraint(name="advice_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"advice:{self.pk}"


class HandOver(models.Model):
    """A case handed to a person, or to whichever safeguarding lead is there first (`to` is empty). Never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handed_over")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="taken_over")
    note = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_over_has_note", condition=~Q(note="")),
            models.CheckConstraint(name="hand_over_to_another", condition=Q(to__isnull=True) | ~Q(to=F("by"))),
        ]

    def __str__(self) -> str:
        return f"hand_over:{self.pk}"


class FollowUp(models.Model):
    """When the case is to come back by itself, open or closed by then; `came_at` says that it did."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follow_ups")
    note = models.TextField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    came_at = models.DateTimeField(null=True, blank=True)
    came_as = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="came_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(came_at__isnull=True), name="follow_up_one_at_a_time"),
            models.CheckConstraint(name="follow_up_has_note", condition=~Q(note="")),
            models.CheckConstraint(name="follow_up_later", condition=Q(due_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="follow_up_came_as_a_case",
                condition=Q(came_at__isnull=True, came_as__isnull=True)
                | Q(came_at__isnull=False, came_as__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(came_at__isnull=True), name="follow_up_waiting")]

    def __str__(self) -> str:
        return f"follow_up:{self.pk}"


class Outcome(models.Model):
    """How a case of a person at risk ended: what was done and who was told, or that there was no danger. Never changed.

    `done` lists codes of DONE, comma-separated.
    """

    class Kind(models.TextChoices):
        HELPED = "helped", "Something was done"
        NO_DANGER = "no_danger", "There was no danger"

    DONE = {
        "safer_custody": "Told the prison’s safer custody team",
        "police": "Called 999 or the police",
        "replied": "Replied to the author",
        "platform": "Told the platform",
        "family_or_service": "Told another service that looks after them",
    }

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="care_outcome")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_outcomes")
    kind = models.CharField(max_length=10, choices=Kind)
    done = models.CharField(max_length=200, blank=True, default="")
    told = models.CharField(max_length=500, blank=True, default="")
    words = models.TextField()
    advice = models.ForeignKey(Advice, null=True, on_delete=models.PROTECT, related_name="outcomes")
    advice_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="advised_outcomes"
    )
    advice_no_danger = models.BooleanField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="care_outcome_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="care_outcome_grounded",
                condition=(Q(kind="helped", advice__isnull=True) & ~Q(done="") & ~Q(told=""))
                | Q(kind="no_danger", done="", advice_no_danger__isnull=False, advice_no_danger=True),
            ),
            models.CheckConstraint(
                name="care_outcome_advised_by_another",
                condition=Q(advice__isnull=True, advice_person__isnull=True, advice_no_danger__isnull=True)
                | (Q(advice__isnull=False, advice_person__isnull=False) & ~Q(advice_person=F("person"))),
            ),
            CompositeForeignKey(
                fields=["advice", "case", "advice_person", "advice_no_danger"],
                to_table="care_advice",
                to_columns=["id", "case_id", "person_id", "no_danger"],
                name="care_outcome_on_this_advice",
            ),
        ]

    def __str__(self) -> str:
        return f"care_outcome:{self.pk}"

    def done_list(self) -> tuple[str, ...]:
        """What was done, in words."""
        return tuple(self.DONE[part] for part in self.done.split(",") if part in self.DONE)
