"""Ground (b) of promise 1: two people's confirmations of discrimination, with the protected characteristic."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import Guideline
from evenhand.store.constraints import CompositeForeignKey

CHARACTERISTICS = [
    ("age", "Age"),
    ("disability", "Disability"),
    ("gender_reassignment", "Gender reassignment"),
    ("marriage_civil_partnership", "Marriage and civil partnership"),
    ("pregnancy_maternity", "Pregnancy and maternity"),
    ("race", "Race"),
    ("religion_belief", "Religion or belief"),
    ("sex", "Sex"),
    ("sexual_orientation", "Sexual orientation"),
]


class Confirmation(models.Model):
    """One person's word that a contribution is discriminatory, with the protected characteristic and why."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="confirmations")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confirmations")
    as_approver = models.BooleanField(default=False)
    in_bulk = models.BooleanField(default=False)
    characteristic = models.CharField(max_length=30, choices=CHARACTERISTICS)
    reason = models.TextField()
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "person"], name="confirmation_once_a_person"),
            models.UniqueConstraint(
                fields=["id", "contribution", "person", "as_approver", "characteristic"], name="confirmation_key"
            ),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="confirmation_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "in_bulk"],
                to_table="cases_decision",
                to_columns=["id", "in_bulk"],
                name="confirmation_of_bulk",
            ),
            models.CheckConstraint(name="confirmation_not_in_bulk", condition=Q(in_bulk=False)),
            models.CheckConstraint(
                name="confirmation_characteristic_known",
                condition=Q(characteristic__in=[code for code, _ in CHARACTERISTICS]),
            ),
            models.CheckConstraint(name="confirmation_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"confirmation:{self.pk}"


class DiscriminationGround(models.Model):
    """Ground (b): two different people, one of them as approver, and the characteristic on record."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="discrimination_grounds")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="discrimination_ground")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="discrimination_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="discrimination_grounds")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="discrimination_grounds")
    track = models.CharField(max_length=20, default="immediate_block")
    verdict = models.CharField(max_length=10, default="breach")
    in_bulk = models.BooleanField(default=False)
    first = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="grounds_as_first")
    first_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_as_approver = models.BooleanField(default=False)
    second = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="grounds_as_second")
    second_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_as_approver = models.BooleanField(default=True)
    characteristic = models.CharField(max_length=30)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel"], name="discrimination_ground_key"),
            CompositeForeignKey(
                fields=["first", "contribution", "first_person", "first_as_approver", "characteristic"],
                to_table="sanctions_confirmation",
                to_columns=["id", "contribution_id", "person_id", "as_approver", "characteristic"],
                name="discrimination_first_person",
            ),
            CompositeForeignKey(
                fields=["second", "contribution", "second_person", "second_as_approver", "characteristic"],
                to_table="sanctions_confirmation",
                to_columns=["id", "contribution_id", "person_id", "as_approver", "characteristic"],
                name="discrimination_second_person",
            ),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="discrimination_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "guideline"],
                to_table="cases_decision",
                to_columns=["id", "guideline_id"],
                name="discrimination_under_guideline",
            ),
            CompositeForeignKey(
                fields=["decision", "verdict"],
                to_table="cases_decision",
                to_columns=["id", "verdict"],
                name="discrimination_upheld",
            ),
            CompositeForeignKey(
                fields=["guideline", "track"],
                to_table="judgement_guideline",
                to_columns=["id", "track"],
                name="discrimination_track",
            ),
            CompositeForeignKey(
                fields=["contribution", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="discrimination_by_author",
            ),
            CompositeForeignKey(
                fields=["contribution", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="discrimination_on_channel",
            ),
            CompositeForeignKey(
                fields=["decision", "in_bulk"],
                to_table="cases_decision",
                to_columns=["id", "in_bulk"],
                name="discrimination_of_bulk",
            ),
            models.CheckConstraint(name="discrimination_not_in_bulk", condition=Q(in_bulk=False)),
            models.CheckConstraint(name="discrimination_two_people", condition=~Q(first_person=F("second_person"))),
            models.CheckConstraint(name="discrimination_one_approver", condition=Q(second_as_approver=True)),
            models.CheckConstraint(name="discrimination_only_on_its_track", condition=Q(track="immediate_block")),
            models.CheckConstraint(name="discrimination_only_upheld", condition=Q(verdict="breach")),
        ]

    def __str__(self) -> str:
        return f"discrimination ground:{self.pk}"
