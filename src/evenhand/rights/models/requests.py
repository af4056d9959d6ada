"""Requests for what is kept: by a person for their own data (SAR), or by anybody for information (FOI).

What was gathered stands in items: which contribution, which stretches of it are taken out. Offsets alone: the words
keep their one place, so that erasure and retention reach a bundle that nobody has released yet.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Version


class Request(models.Model):
    """One request, its clock, and how far its bundle is."""

    class Kind(models.TextChoices):
        SAR = "sar", "Subject access"
        FOI = "foi", "Freedom of information"

    class State(models.TextChoices):
        GATHERING = "gathering", "Being gathered"
        REVIEW = "review", "To be read before it is released"
        RELEASED = "released", "Released"
        REFUSED = "refused", "Refused"

    kind = models.CharField(max_length=5, choices=Kind)
    reference = models.CharField(max_length=40)
    received_on = models.DateField()
    due_on = models.DateField()
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="requests")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="requests")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.GATHERING)
    total = models.PositiveIntegerField(default=0)
    gathered = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests_entered")
    entered_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="requests_ended"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    why_refused = models.CharField(max_length=500, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_of_a_person_or_a_period",
                condition=Q(kind="sar", author__isnull=False, since__isnull=True, until__isnull=True)
                | Q(kind="foi", author__isnull=True, since__isnull=False, until__gte=F("since")),
            ),
            models.CheckConstraint(name="request_has_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="request_ended_by_somebody",
                condition=Q(state__in=["gathering", "review"], ended_by__isnull=True, ended_at__isnull=True)
                | Q(state__in=["released", "refused"], ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(name="request_released_was_read", condition=~Q(state="released") | ~Q(digest="")),
            models.CheckConstraint(
                name="request_refused_has_reason", condition=~Q(state="refused") | ~Q(why_refused="")
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="request_state_due")]

    def __str__(self) -> str:
        return f"request:{self.pk}"


class RequestItem(models.Model):
    """One text of a bundle: the stretches to take out, or why it is withheld; and who read it.

    `earlier`: its author changed it since; one's own data hold every text, a period of others' the latest alone.
    `at_risk`: it was known to be of somebody at risk when it was withheld for that, whatever a person said afterwards.
    """

    class Withheld(models.TextChoices):
        NO = "", "Release it"
        AT_RISK = "at_risk", "About somebody at risk"
        THIRD_PARTY = "third_party", "About somebody else"
        INVESTIGATION = "investigation", "Would harm an investigation"
        LEGAL = "legal", "Legal advice or a claim"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="items")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="request_items")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="request_items")
    redactions = models.JSONField(default=list)
    withheld = models.CharField(max_length=15, choices=Withheld, blank=True, default=Withheld.NO)
    at_risk = models.BooleanField(default=False)
    earlier = models.BooleanField(default=False)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="request_items_read"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="request_item_once"),
            models.UniqueConstraint(
                fields=["request", "contribution"], condition=Q(version=None), name="request_item_without_text_once"
            ),
            models.UniqueConstraint(
                fields=["request", "contribution"], condition=Q(earlier=False), name="request_item_latest_once"
            ),
        ]
        indexes = [models.Index(fields=["request", "id"], name="request_item_in_order")]

    def __str__(self) -> str:
        return f"item:{self.pk}"
