"""How people work on a case together: notes that are never sent, who writes in it now, and cases that are one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Case


class Note(models.Model):
    """What one colleague tells another about a case; never sent, never changed. A hand-over says to whom."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        HAND_OVER = "hand_over", "Handed over"
        MERGE = "merge", "Merged"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="notes_handed_over"
    )
    words = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="note_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="note_hand_over_to_somebody_else",
                condition=(Q(kind="hand_over", to__isnull=False) & ~Q(to=F("person")))
                | (Q(to__isnull=True) & ~Q(kind="hand_over")),
            ),
        ]
        indexes = [models.Index(fields=["case", "made_at"], name="note_of_case")]

    def __str__(self) -> str:
        return f"note:{self.pk}"


class Writing(models.Model):
    """That somebody is writing in a case; `at` is when we last heard so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="writings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="writings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="writing_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in case:{self.case_id}"


class Merge(models.Model):
    """That a case goes on in another one of the same person; it is closed, and this says where it went."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="merged_into")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merged_from")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="merge_into_another", condition=~Q(case=F("into")))]

    def __str__(self) -> str:
        return f"case:{self.case_id} into case:{self.into_id}"
