"""A body's recorded legal decision to keep the words of a channel's upheld breaches beyond the platform's limit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel


class LegalDecision(models.Model):
    """That upheld words of a channel are kept: on which ground, by whom, until when it must be looked at again."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="legal_decisions")
    ground = models.CharField(max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="legal_decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="legal_decision_has_ground", condition=~Q(ground="")),
            models.UniqueConstraint(
                fields=["channel"], condition=Q(ended_at__isnull=True), name="legal_decision_once_a_channel"
            ),
            models.CheckConstraint(
                name="legal_decision_ends_after_its_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("decided_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"legal decision:{self.pk}"
