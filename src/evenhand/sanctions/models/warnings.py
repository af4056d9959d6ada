"""Warnings: written for a strike, and delivered or not."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.channels.models import Channel
from evenhand.intake.models import Author
from evenhand.judgement.models import Guideline, PolicyVersion
from evenhand.sanctions.models.strikes import Strike
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept


class Warning(Kept):  # noqa: A001 (DESIGN.md's word; Python's builtin is never meant here)
    """A warning to an author on a channel, and whether it was delivered where they can see it.

    `delivered_us` is set by delivery alone and stays; a delivered warning is withdrawn where its breach was none.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent, delivery not shown yet"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERABLE = "undeliverable", "Could not be delivered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="warning")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="warnings")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="warnings")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="warnings")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="warnings")
    nature = models.CharField(max_length=20)
    guidelines_link = models.CharField(max_length=500)
    action = models.OneToOneField(Action, null=True, on_delete=models.PROTECT, related_name="warning")
    state = models.CharField(max_length=15, choices=State, default=State.PLANNED)
    means = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    delivered_us = models.BigIntegerField(null=True, blank=True)
    lapses_us = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id", "author", "channel", "nature", "delivered_us", "lapses_us"], name="warning_key"
            ),
            CompositeForeignKey(
                fields=["guideline", "policy_version"],
                to_table="judgement_guideline",
                to_columns=["id", "policy_version_id"],
                name="warning_names_guideline",
            ),
            CompositeForeignKey(
                fields=["author", "channel"],
                to_table="intake_author",
                to_columns=["id", "channel_id"],
                name="warning_on_channel",
            ),
            CompositeForeignKey(
                fields=["action", "author", "channel"],
                to_table="actions_action",
                to_columns=["id", "author_id", "channel_id"],
                name="warning_sent_to_author",
            ),
            models.CheckConstraint(name="warning_links_guidelines", condition=~Q(guidelines_link="")),
            models.CheckConstraint(
                name="warning_dated_was_delivered",
                condition=Q(delivered_us__isnull=True) | Q(state__in=["delivered", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="warning_delivered_is_dated",
                condition=~Q(state="delivered")
                | (
                    Q(delivered_us__isnull=False, lapses_us__gt=F("delivered_us"), action__isnull=False)
                    & Q(means__in=["message", "reply"])
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"warning:{self.pk}"
