"""The ladder: no block can exist without the grounds of promise 1.

Each ground is a row, each row refers by composite keys to what it stands on, and a block refers to exactly one.

Times that are compared are integers (microseconds since 1970, UTC), so that both stores compare them
alike in a check: `breach_us > delivered_us + 600 000 000` is the ten minutes of DESIGN.md's 'later breach'.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import Assessment, Guideline, PolicyVersion
from evenhand.store.constraints import CompositeForeignKey

TEN_MINUTES_US = 600_000_000

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


class Strike(models.Model):
    """An upheld breach that counts. Never for a person at risk, never where the guideline makes none."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="strike")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="strikes")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="strikes")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="strikes")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="strikes")
    makes_strike = models.BooleanField(default=True)
    nature = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10, default="breach")
    actor = models.CharField(max_length=10, default="person")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="strikes")
    at_risk = models.BooleanField(default=False)
    dated_us = models.BigIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel", "nature", "dated_us"], name="strike_key"),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="strike_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "guideline"],
                to_table="cases_decision",
                to_columns=["id", "guideline_id"],
                name="strike_under_guideline",
            ),
            CompositeForeignKey(
                fields=["decision", "verdict"],
                to_table="cases_decision",
                to_columns=["id", "verdict"],
                name="strike_upheld",
            ),
            CompositeForeignKey(
                fields=["decision", "actor"],
                to_table="cases_decision",
                to_columns=["id", "actor"],
                name="strike_by_person",
            ),
            CompositeForeignKey(
                fields=["decision", "assessment"],
                to_table="cases_decision",
                to_columns=["id", "assessment_id"],
                name="strike_on_assessment",
            ),
            CompositeForeignKey(
                fields=["guideline", "makes_strike", "nature"],
                to_table="judgement_guideline",
                to_columns=["id", "makes_strike", "nature"],
                name="strike_allowed_by_guideline",
            ),
            CompositeForeignKey(
                fields=["assessment", "at_risk"],
                to_table="judgement_assessment",
                to_columns=["id", "at_risk"],
                name="strike_risk_as_assessed",
            ),
            CompositeForeignKey(
                fields=["contribution", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="strike_of_author",
            ),
            CompositeForeignKey(
                fields=["author", "channel"],
                to_table="intake_author",
                to_columns=["id", "channel_id"],
                name="strike_on_channel",
            ),
            models.CheckConstraint(name="strike_never_at_risk", condition=Q(at_risk=False)),
            models.CheckConstraint(name="strike_only_where_made", condition=Q(makes_strike=True)),
            models.CheckConstraint(name="strike_only_of_breach", condition=Q(verdict="breach")),
            models.CheckConstraint(name="strike_only_by_person", condition=Q(actor="person")),
        ]

    def __str__(self) -> str:
        return f"strike:{self.pk}"


class Warning(models.Model):  # noqa: A001 (DESIGN.md's word; Python's builtin is never meant here)
    """A warning to an author on a channel, and whether it was delivered where they can see it."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent, delivery not shown yet"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERABLE = "undeliverable", "Could not be delivered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="warning")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="warnings")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="warnings")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="warnings")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="warnings")
    nature = models.CharField(max_length=20)
    guidelines_link = models.CharField(max_length=500)
    action = models.OneToOneField(Action, null=True, on_delete=models.PROTECT, related_name="warning")
    state = models.CharField(max_length=15, choices=State, default=State.PLANNED)
    means = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    delivered_us = models.BigIntegerField(null=True, blank=True)
    lapses_us = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id", "author", "channel", "nature", "state", "delivered_us", "lapses_us"], name="warning_key"
            ),
            CompositeForeignKey(
                fields=["guideline", "policy_version"],
                to_table="judgement_guideline",
                to_columns=["id", "policy_version_id"],
                name="warning_names_guideline",
            ),
            CompositeForeignKey(
                fields=["author", "channel"],
                to_table="intake_author",
                to_columns=["id", "channel_id"],
                name="warning_on_channel",
            ),
            CompositeForeignKey(
                fields=["action", "author", "channel"],
                to_table="actions_action",
                to_columns=["id", "author_id", "channel_id"],
                name="warning_sent_to_author",
            ),
            models.CheckConstraint(name="warning_links_guidelines", condition=~Q(guidelines_link="")),
            models.CheckConstraint(
                name="warning_delivered_is_dated",
                condition=~Q(state="delivered")
                | (
                    Q(delivered_us__isnull=False, lapses_us__gt=F("delivered_us"), action__isnull=False)
                    & Q(means__in=["message", "reply"])
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"warning:{self.pk}"


class LadderGround(models.Model):
    """Ground (a): a delivered warning, then a later breach of the same nature on the same channel."""

    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="ladder_grounds")
    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="ladder_ground")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="ladder_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="ladder_grounds")
    nature = models.CharField(max_length=20)
    warning_state = models.CharField(max_length=15, default="delivered")
    delivered_us = models.BigIntegerField()
    lapses_us = models.BigIntegerField()
    breach_us = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel"], name="ladder_ground_key"),
            CompositeForeignKey(
                fields=["warning", "author", "channel", "nature", "warning_state", "delivered_us", "lapses_us"],
                to_table="sanctions_warning",
                to_columns=["id", "author_id", "channel_id", "nature", "state", "delivered_us", "lapses_us"],
                name="ladder_stands_on_warning",
            ),
            CompositeForeignKey(
                fields=["strike", "author", "channel", "nature", "breach_us"],
                to_table="sanctions_strike",
                to_columns=["id", "author_id", "channel_id", "nature", "dated_us"],
                name="ladder_stands_on_later_breach",
            ),
            models.CheckConstraint(name="ladder_warning_delivered", condition=Q(warning_state="delivered")),
            models.CheckConstraint(
                name="ladder_breach_is_later", condition=Q(breach_us__gt=F("delivered_us") + TEN_MINUTES_US)
            ),
            models.CheckConstraint(name="ladder_warning_not_lapsed", condition=Q(breach_us__lte=F("lapses_us"))),
        ]

    def __str__(self) -> str:
        return f"ladder ground:{self.pk}"


class Confirmation(models.Model):
    """One person's word that a contribution is discriminatory, with the protected characteristic and why."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="confirmations")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confirmations")
    as_approver = models.BooleanField(default=False)
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
            models.CheckConstraint(name="discrimination_two_people", condition=~Q(first_person=F("second_person"))),
            models.CheckConstraint(name="discrimination_one_approver", condition=Q(second_as_approver=True)),
            models.CheckConstraint(name="discrimination_only_on_its_track", condition=Q(track="immediate_block")),
            models.CheckConstraint(name="discrimination_only_upheld", condition=Q(verdict="breach")),
        ]

    def __str__(self) -> str:
        return f"discrimination ground:{self.pk}"


class ThreatGround(models.Model):
    """Ground (c): a credible threat to a person, by a named senior, confirmed in a working day or lifted by itself."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="threat_grounds")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="threat_ground")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="threat_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="threat_grounds")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="threat_grounds")
    code = models.CharField(max_length=50, default="threat")
    verdict = models.CharField(max_length=10, default="breach")
    senior = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threat_grounds")
    reason = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    confirm_by = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="threats_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel"], name="threat_ground_key"),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="threat_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "guideline"],
                to_table="cases_decision",
                to_columns=["id", "guideline_id"],
                name="threat_under_guideline",
            ),
            CompositeForeignKey(
                fields=["decision", "verdict"],
                to_table="cases_decision",
                to_columns=["id", "verdict"],
                name="threat_upheld",
            ),
            CompositeForeignKey(
                fields=["guideline", "code"],
                to_table="judgement_guideline",
                to_columns=["id", "code"],
                name="threat_guideline",
            ),
            CompositeForeignKey(
                fields=["contribution", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="threat_by_author",
            ),
            CompositeForeignKey(
                fields=["contribution", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="threat_on_channel",
            ),
            models.CheckConstraint(name="threat_only_upheld", condition=Q(verdict="breach")),
            models.CheckConstraint(name="threat_only_threats", condition=Q(code="threat")),
            models.CheckConstraint(name="threat_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="threat_second_person",
                condition=Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("senior")) & Q(confirmed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"threat ground:{self.pk}"


class Block(models.Model):
    """An author blocked on a channel: exactly one ground, approved by a person, with a review date."""

    class Ground(models.TextChoices):
        LADDER = "ladder", "Warned, then breached again"
        DISCRIMINATION = "discrimination", "Discriminatory, confirmed by two people"
        THREAT = "threat", "Credible threat"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_FORCE = "in_force", "In force"
        LIFTED = "lifted", "Lifted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="blocks")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="blocks")
    ground = models.CharField(max_length=20, choices=Ground)
    ladder = models.OneToOneField(LadderGround, null=True, on_delete=models.PROTECT, related_name="block")
    discrimination = models.OneToOneField(
        DiscriminationGround, null=True, on_delete=models.PROTECT, related_name="block"
    )
    threat = models.OneToOneField(ThreatGround, null=True, on_delete=models.PROTECT, related_name="block")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocks_approved")
    approved_at = models.DateTimeField(default=timezone.now)
    review_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "channel"], condition=Q(state__in=["planned", "in_force"]), name="block_once"
            ),
            CompositeForeignKey(
                fields=["ladder", "author", "channel"],
                to_table="sanctions_ladderground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_ladder",
            ),
            CompositeForeignKey(
                fields=["discrimination", "author", "channel"],
                to_table="sanctions_discriminationground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_discrimination",
            ),
            CompositeForeignKey(
                fields=["threat", "author", "channel"],
                to_table="sanctions_threatground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_threat",
            ),
            models.CheckConstraint(
                name="block_has_one_ground",
                condition=Q(ground="ladder", ladder__isnull=False, discrimination__isnull=True, threat__isnull=True)
                | Q(ground="discrimination", ladder__isnull=True, discrimination__isnull=False, threat__isnull=True)
                | Q(ground="threat", ladder__isnull=True, discrimination__isnull=True, threat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"block:{self.pk}"
