"""Erasures, asked for by one person and confirmed by another, and the files on disk that they must reach."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Author


class Erasure(models.Model):
    """One person's erasure. Holds no personal text: `digest` is a keyed one of the platform's id, `reference` a code.

    `replayed`: done again on a restored backup, from the log beside the database. `cleaned_at`: when the store's files
    were cleaned after it; until then bytes of what was erased may stand in them.
    """

    class Why(models.TextChoices):
        REQUEST = "request", "The person asked for it"
        ORDER = "order", "A court or the Commissioner ordered it"
        MISTAKE = "mistake", "It should never have been kept"

    class State(models.TextChoices):
        ASKED = "asked", "Waits for a second person"
        DONE = "done", "Done"
        WITHDRAWN = "withdrawn", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="erasures")
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="erasures")
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=Why)
    reference = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="erasures_asked"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="erasures_confirmed"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    replayed = models.BooleanField(default=False)
    cleaned_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="erasure_asked_for", condition=Q(replayed=True) | Q(asked_by__isnull=False, author__isnull=False)
            ),
            models.CheckConstraint(
                name="erasure_done_by_two",
                condition=~Q(state="done")
                | (
                    Q(done_at__isnull=False)
                    & (Q(replayed=True) | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by"))))
                ),
            ),
            models.UniqueConstraint(fields=["author"], condition=Q(state="asked"), name="erasure_asked_once"),
        ]

    def __str__(self) -> str:
        return f"erasure:{self.pk}"


class OutputFile(models.Model):
    """A file that we wrote and that may hold somebody's words: an erasure removes it, and it can be made again."""

    class Kind(models.TextChoices):
        RECORD = "record", "Export of the record"
        BUNDLE = "bundle", "Bundle for whoever asked"
        PACK = "pack", "Evidence pack"

    path = models.CharField(max_length=1000)
    kind = models.CharField(max_length=10, choices=Kind)
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="files")
    made_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)
    why_gone = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return f"file:{self.pk}"
