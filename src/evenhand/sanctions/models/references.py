"""The number by which people outside name a decision: printed in its letter, typed into the form of appeals."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from evenhand.cases.models import Decision


class Reference(models.Model):
    """The number of a decision; it says nothing of whom or what it is about."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="reference")
    number = models.CharField(max_length=14, unique=True)
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"reference of decision:{self.decision_id}"
