"""Blocks: exactly one ground each, approved by a person, with a review date."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author
from evenhand.sanctions.models.discrimination import DiscriminationGround
from evenhand.sanctions.models.ladder import LadderGround
from evenhand.sanctions.models.linked import LinkedGround
from evenhand.sanctions.models.threats import ThreatGround
from evenhand.store.constraints import CompositeForeignKey

GROUNDS = ("ladder", "discrimination", "threat", "linked")


def _only(ground: str) -> Q:
    """That a block has this ground, and none of the others."""
    return Q(ground=ground, **{f"{one}__isnull": one != ground for one in GROUNDS})


class Block(models.Model):
    """An author blocked on a channel: exactly one ground, approved by a person, with a review date.

    `lifted_at` says when it ended: lifted, or given up where it could not be done.
    """

    class Ground(models.TextChoices):
        LADDER = "ladder", "Warned, then breached again"
        DISCRIMINATION = "discrimination", "Discriminatory, confirmed by two people"
        THREAT = "threat", "Credible threat"
        LINKED = "linked", "Blocked on another channel, and the same person’s account"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_FORCE = "in_force", "In force"
        NOT_DONE = "not_done", "Could not be done"
        LIFTED = "lifted", "Lifted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="blocks")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="blocks")
    ground = models.CharField(max_length=20, choices=Ground)
    ladder = models.OneToOneField(LadderGround, null=True, on_delete=models.PROTECT, related_name="block")
    discrimination = models.OneToOneField(
        DiscriminationGround, null=True, on_delete=models.PROTECT, related_name="block"
    )
    threat = models.OneToOneField(ThreatGround, null=True, on_delete=models.PROTECT, related_name="block")
    linked = models.OneToOneField(LinkedGround, null=True, on_delete=models.PROTECT, related_name="block")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocks_approved")
    approved_at = models.DateTimeField(default=timezone.now)
    review_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "channel"], condition=Q(state__in=["planned", "in_force"]), name="block_once"
            ),
            CompositeForeignKey(
                fields=["ladder", "author", "channel"],
                to_table="sanctions_ladderground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_ladder",
            ),
            CompositeForeignKey(
                fields=["discrimination", "author", "channel"],
                to_table="sanctions_discriminationground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_discrimination",
            ),
            CompositeForeignKey(
                fields=["threat", "author", "channel"],
                to_table="sanctions_threatground",
                to_columns=["id", "author_id", "channel_id"],
                name="block_on_threat",
            ),
            CompositeForeignKey(
                fields=["linked", "author", "channel", "approved_by"],
                to_table="sanctions_linkedground",
                to_columns=["id", "author_id", "channel_id", "approved_by_id"],
                name="block_on_linked",
            ),
            models.UniqueConstraint(fields=["id", "author", "ground"], name="block_ground_key"),
            models.CheckConstraint(
                name="block_has_one_ground",
                condition=_only("ladder") | _only("discrimination") | _only("threat") | _only("linked"),
            ),
        ]

    def __str__(self) -> str:
        return f"block:{self.pk}"

    def decisions(self) -> tuple[Decision, ...]:
        """What the block stands on, the breach itself first, then the one that was warned for.

        A linked block stands on what the block stands on that it follows.
        """
        if self.linked is not None:
            return self.linked.origin.decisions()
        if self.ladder is not None:
            return self.ladder.strike.decision, self.ladder.warning.strike.decision
        grounds = (self.discrimination, self.threat)
        return tuple(ground.decision for ground in grounds if ground is not None)

    @property
    def follows_from(self) -> Decision:
        """The decision on this author's own contribution from which the block's actions follow."""
        return self.linked.decision if self.linked is not None else self.decisions()[0]
