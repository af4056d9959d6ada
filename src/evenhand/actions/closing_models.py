"""Comments under a post closed for a time: who asked, why, until when, and which other person approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Post
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept

LAPSED = "Its end came before an approver answered."
"""Why what nobody answered is refused, once somebody asks anew."""


class Closing(Kept):
    """One closing of the comments under a post. Its end is set when it is asked for; then they open by themselves.

    `by_hand` says that a person does on the platform what its API cannot; `seen` how we know that it was done.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for an approver"
        REFUSED = "refused", "Refused"
        CLOSING = "closing", "Being closed"
        CLOSED = "closed", "Comments are closed"
        OPENING = "opening", "Being opened"
        OPENED = "opened", "Comments are open again"
        FAILED = "failed", "Could not be closed"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="closings")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="closings")
    reason = models.CharField(max_length=500)
    until = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="closings_asked")
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="closings_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="closings_refused"
    )
    refused_why = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    by_hand = models.BooleanField(default=False)
    seen = models.CharField(max_length=10, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CompositeForeignKey(
                fields=["post", "channel"],
                to_table="intake_post",
                to_columns=["id", "channel_id"],
                name="closing_of_post_on_channel",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(state__in=["asked", "closing", "closed", "opening"]),
                name="closing_one_at_a_time",
            ),
            models.CheckConstraint(
                name="closing_known",
                condition=Q(state__in=["asked", "refused", "closing", "closed", "opening", "opened", "failed"]),
            ),
            models.CheckConstraint(name="closing_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="closing_ends", condition=Q(until__gt=F("asked_at"))),
            models.CheckConstraint(
                name="closing_approved_by_another",
                condition=Q(state__in=["asked", "refused"], approved_by__isnull=True)
                | (
                    ~Q(state__in=["asked", "refused"])
                    & Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="closing_refused_by_another",
                condition=~Q(state="refused") | (Q(refused_by__isnull=False) & ~Q(refused_why="")),
            ),
            models.CheckConstraint(
                name="closing_closed_is_seen", condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(seen=""))
            ),
            models.CheckConstraint(
                name="closing_opened_has_time", condition=~Q(state="opened") | Q(opened_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["state", "until"])]

    def __str__(self) -> str:
        return f"closing:{self.pk}"

    @property
    def has_lapsed(self) -> bool:
        """Whether it waits for an answer or ended without one; of what is past, the second."""
        return self.state == self.State.ASKED or (self.state == self.State.REFUSED and self.refused_why == LAPSED)
