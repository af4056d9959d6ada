"""That somebody on call was to be alerted of a case, by which way, and whether that went out."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Case


class Alert(models.Model):
    """One case, one way, once, and once more for each piece of news. Holds nothing of what anybody wrote."""

    class Way(models.TextChoices):
        EMAIL = "email", "E-mail"
        WEBHOOK = "webhook", "Webhook"

    class State(models.TextChoices):
        PLANNED = "planned", "To be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    way = models.CharField(max_length=10, choices=Way)
    nth = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    code = models.CharField(max_length=100, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "way", "nth"], name="alert_once_a_round"),
            models.CheckConstraint(name="alert_way_known", condition=Q(way__in=["email", "webhook"])),
            models.CheckConstraint(
                name="alert_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (Q(state__in=["planned", "failed"]) & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"alert:{self.case_id}:{self.way}"
