"""Ground (c) of promise 1: a senior's order for a credible threat."""

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


class ThreatGround(models.Model):
    """Ground (c): a credible threat to a person, by a named senior, confirmed in a working day or lifted by itself."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="threat_grounds")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="threat_ground")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="threat_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="threat_grounds")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="threat_grounds")
    code = models.CharField(max_length=50, default="threat")
    verdict = models.CharField(max_length=10, default="breach")
    in_bulk = models.BooleanField(default=False)
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
            CompositeForeignKey(
                fields=["decision", "in_bulk"],
                to_table="cases_decision",
                to_columns=["id", "in_bulk"],
                name="threat_of_bulk",
            ),
            models.CheckConstraint(name="threat_not_in_bulk", condition=Q(in_bulk=False)),
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
