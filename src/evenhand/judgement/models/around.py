"""What people say of the whole house's surroundings: an incident, and where a false claim was seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.intake.models import Contribution
from evenhand.judgement.models.policy import FalseClaim
from evenhand.store.kept import Kept


class Incident(Kept):
    """Incident mode: who switched it on, why and until when; one at a time. `answers` are codes of approved answers.

    It ends at `until` by itself, or earlier by a person.
    """

    class State(models.TextChoices):
        ON = "on", "On"
        ENDED = "ended", "Ended"

    why = models.CharField(max_length=500)
    answers = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.ON)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incidents_started")
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents_ended"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="on"), name="incident_one_at_a_time"),
            models.CheckConstraint(name="incident_has_reason", condition=~Q(why="")),
            models.CheckConstraint(name="incident_ends", condition=Q(until__gt=F("started_at"))),
            models.CheckConstraint(
                name="incident_ended_has_time",
                condition=Q(state="on", ended_at__isnull=True, ended_by__isnull=True)
                | Q(state="ended", ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"incident:{self.pk}"


class ClaimSeen(models.Model):
    """That a contribution states a false claim of the register, once each: its reach and spread are counted here."""

    claim = models.ForeignKey(FalseClaim, on_delete=models.PROTECT, related_name="seen")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="claims_seen")
    score = models.FloatField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "contribution"], name="claim_seen_once")]
        indexes = [models.Index(fields=["claim", "seen_at"])]

    def __str__(self) -> str:
        return f"claim:{self.claim_id} in contribution:{self.contribution_id}"
