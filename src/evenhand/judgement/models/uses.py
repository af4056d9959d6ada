"""A body's recorded decision to use a channel's texts for what the platform's terms do not allow by themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel


class UseDecision(models.Model):
    """That texts of a channel are put to a use: which, on which ground, by whom, until when it holds."""

    class Use(models.TextChoices):
        INFER_RISK = "infer_risk", "Read for signs that somebody is at risk"
        LEARN = "learn", "Learned from: they may join the golden set"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="use_decisions")
    use = models.CharField(max_length=20, choices=Use)
    ground = models.CharField(max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="use_decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="use_decision_has_ground", condition=~Q(ground="")),
            models.CheckConstraint(name="use_decision_of_a_known_use", condition=Q(use__in=["infer_risk", "learn"])),
            models.UniqueConstraint(
                fields=["channel", "use"], condition=Q(ended_at__isnull=True), name="use_decision_once_a_channel"
            ),
            models.CheckConstraint(
                name="use_decision_ends_after_its_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("decided_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"use decision:{self.pk}"
