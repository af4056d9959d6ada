"""Strikes: an upheld breach that counts, and never where it may not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import Assessment, Guideline
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept


class Strike(Kept):
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
    in_bulk = models.BooleanField(default=False)
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
            CompositeForeignKey(
                fields=["decision", "in_bulk"],
                to_table="cases_decision",
                to_columns=["id", "in_bulk"],
                name="strike_of_bulk",
            ),
            models.CheckConstraint(name="strike_not_in_bulk", condition=Q(in_bulk=False)),
            models.CheckConstraint(name="strike_never_at_risk", condition=Q(at_risk=False)),
            models.CheckConstraint(name="strike_only_where_made", condition=Q(makes_strike=True)),
            models.CheckConstraint(name="strike_only_of_breach", condition=Q(verdict="breach")),
            models.CheckConstraint(name="strike_only_by_person", condition=Q(actor="person")),
        ]

    def __str__(self) -> str:
        return f"strike:{self.pk}"
