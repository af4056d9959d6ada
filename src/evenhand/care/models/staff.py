"""The register of people featured in posts and adverts, and what was aimed at them.

Holds only what looking after them needs. Somebody is looked after from `shown_from` to `shown_until`, also once they
have withdrawn their consent: as long as a post is up, people write under it.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Case
from evenhand.intake.models import Contribution, Post


class Featured(models.Model):
    """One person. `aliases` are other names that people call them; `contact_email` is the contact of their choice."""

    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    languages = models.CharField(max_length=200, blank=True, default="")
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    consented_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    shown_from = models.DateField()
    shown_until = models.DateField(null=True, blank=True)
    posts = models.ManyToManyField(Post, related_name="people_featured")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="featured_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="featured_has_contact", condition=~Q(contact_name="") & ~Q(contact_email="")),
            models.CheckConstraint(
                name="featured_period", condition=Q(shown_until__isnull=True) | Q(shown_until__gte=F("shown_from"))
            ),
            models.CheckConstraint(
                name="featured_withdrawn_later",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("consented_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_featured(self, day: date) -> bool:
        """Whether they are looked after on a day."""
        return self.shown_from <= day and (self.shown_until is None or day <= self.shown_until)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of theirs."""
        return (self.name, *self.aliases)


class Aimed(models.Model):
    """A contribution that is aimed at somebody featured: an attack (a breach was found), or a mild dig."""

    class Kind(models.TextChoices):
        ATTACK = "attack", "An attack"
        DIG = "dig", "A dig"

    featured = models.ForeignKey(Featured, on_delete=models.PROTECT, related_name="aimed")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="aimed_at")
    kind = models.CharField(max_length=10, choices=Kind)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["featured", "contribution"], name="aimed_once"),
            models.CheckConstraint(name="aimed_known", condition=Q(kind__in=["attack", "dig"])),
        ]
        indexes = [models.Index(fields=["featured", "seen_at"])]

    def __str__(self) -> str:
        return f"aimed:{self.pk}"


class Hounding(models.Model):
    """Many digs at one person, across posts and accounts, as one case; a later one joins it while it is open.

    One comment may be the fifth at two people: then both are hounded in its case.
    """

    featured = models.ForeignKey(Featured, on_delete=models.PROTECT, related_name="houndings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="houndings")
    since = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "featured"], name="hounding_once")]

    def __str__(self) -> str:
        return f"hounding:{self.pk}"


class Welfare(models.Model):
    """That the contact of somebody's choice was to be told, once a case. Holds nothing of what anybody wrote."""

    class State(models.TextChoices):
        PLANNED = "planned", "To be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    featured = models.ForeignKey(Featured, on_delete=models.PROTECT, related_name="welfare")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="welfare")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    code = models.CharField(max_length=100, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["featured", "case"], name="welfare_once"),
            models.CheckConstraint(
                name="welfare_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (Q(state__in=["planned", "failed"]) & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"welfare:{self.pk}"
