"""Notices of complaint about a statement (Defamation Act 2013, s. 5): what a valid one must say, and its clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Case
from evenhand.intake.models import Contribution


class Notice(models.Model):
    """One notice: who complains, which words, why they are defamatory, when it came, and by when we must have acted.

    Its legal case carries the clock: the case is never due later than the notice (`rights.notices`).
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    complainant = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    words = models.TextField()
    why = models.TextField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices_entered")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_is_valid", condition=~Q(complainant="") & ~Q(contact="") & ~Q(words="") & ~Q(why="")
            ),
            models.CheckConstraint(name="notice_due_after_it_came", condition=Q(due_at__gt=F("received_at"))),
            models.CheckConstraint(
                name="notice_came_before_it_was_entered", condition=Q(received_at__lte=F("entered_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"notice:{self.pk}"
