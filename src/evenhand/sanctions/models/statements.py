"""Statements of reasons: made from the policy's own letters, edited on a trail, signed where nobody checked the words.

That unchecked words are not sent before a named person signed just these, a check holds. What was written, and by
whom, is never changed: each edit is another row.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Decision


class Statement(models.Model):
    """The statement of reasons for one decision in one language; `number` is its last edit, `sent` what sends it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="statements")
    language = models.CharField(max_length=10)
    unchecked = models.BooleanField()
    number = models.PositiveIntegerField(default=1)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="statements_signed"
    )
    signed_number = models.PositiveIntegerField(null=True, blank=True)
    sent = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="statement_sent")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "language"], name="statement_once"),
            models.CheckConstraint(
                name="statement_signed_by_somebody",
                condition=Q(signed_by__isnull=True, signed_number__isnull=True)
                | Q(signed_by__isnull=False, signed_number__isnull=False),
            ),
            models.CheckConstraint(
                name="statement_sent_is_checked",
                condition=Q(sent__isnull=True)
                | Q(unchecked=False)
                | Q(signed_number__isnull=False, signed_number=F("number")),
            ),
        ]

    def __str__(self) -> str:
        return f"statement:{self.pk}"

    @property
    def signed(self) -> bool:
        """Whether somebody signed the words as they are now."""
        return self.signed_number == self.number


class StatementEdit(models.Model):
    """The words as somebody left them; the first are made from the policy, by nobody."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField()
    words = models.TextField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="statement_edits"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_edit_once"),
            models.CheckConstraint(name="statement_edit_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"edit {self.number} of statement:{self.statement_id}"
