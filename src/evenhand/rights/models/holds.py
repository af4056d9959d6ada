"""Legal hold: what is kept of an author, or of a case, stays until a named person lifts the hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Case
from evenhand.intake.models import Author


class Hold(models.Model):
    """One hold, on an author or on a case. It beats retention and erasure: guards on the words themselves hold that."""

    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="holds")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="holds")
    why = models.CharField(max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holds_set")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="holds_lifted"
    )
    lifted_why = models.CharField(max_length=500, blank=True, default="")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_on_one_thing",
                condition=Q(author__isnull=False, case__isnull=True) | Q(author__isnull=True, case__isnull=False),
            ),
            models.CheckConstraint(name="hold_has_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="hold_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why="")),
            ),
            models.UniqueConstraint(
                fields=["author"], condition=Q(lifted_at__isnull=True), name="hold_once_on_an_author"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at__isnull=True), name="hold_once_on_a_case"),
        ]

    def __str__(self) -> str:
        return f"hold:{self.pk}"
