"""Ground (d) of promise 1: a block elsewhere that stands, and two people's word that both accounts are one person's.

Clause 22 says 'blocked from our social media channels'. Accounts are never matched by the machine: a person says what
shows that they are one person's, from a closed list of open ways, and a second person looks. The ground refers to the
block that it follows, which stands on a ground of its own: no chain of linked blocks can come about.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.store.constraints import CompositeForeignKey

OF_ITS_OWN = ("ladder", "discrimination", "threat")
"""The grounds that a block has of its own."""


class SamePerson(models.Model):
    """One person's word, and a second's, that two accounts on two of our channels are the same person's.

    `first` is the account that we knew first. It ends for good where somebody finds that they are not, or that nobody
    can tell.
    """

    class How(models.TextChoices):
        TOLD_US = "told_us", "They told us themselves"
        SAID_PUBLICLY = "said_publicly", "They said so in public"
        PROFILE_LINKS = "profile_links", "One account’s public profile links to the other"

    first = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="same_as_later")
    first_channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="same_as_earlier")
    second_channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How)
    evidence = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="same_person_said")
    said_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="same_person_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="same_person_ended"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(ended_at__isnull=True), name="same_person_once"
            ),
            models.UniqueConstraint(
                fields=["id", "first", "second", "said_by", "confirmed_by"], name="same_person_key"
            ),
            CompositeForeignKey(
                fields=["first", "first_channel"],
                to_table="intake_author",
                to_columns=["id", "channel_id"],
                name="same_person_first_on_channel",
            ),
            CompositeForeignKey(
                fields=["second", "second_channel"],
                to_table="intake_author",
                to_columns=["id", "channel_id"],
                name="same_person_second_on_channel",
            ),
            models.CheckConstraint(name="same_person_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(name="same_person_other_channel", condition=~Q(first_channel=F("second_channel"))),
            models.CheckConstraint(name="same_person_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="same_person_in_an_open_way", condition=Q(how__in=["told_us", "said_publicly", "profile_links"])
            ),
            models.CheckConstraint(
                name="same_person_second_look",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("said_by"))),
            ),
            models.CheckConstraint(
                name="same_person_ended_with_reason",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"same person:{self.pk}"

    def other(self, author_id: int) -> Author:
        """The account that is not `author_id`."""
        return self.second if author_id == self.first_id else self.first


class LinkedGround(models.Model):
    """Ground (d): a standing block of the same person's other account; two people say that it is the same person's.

    `decision` judges nothing: it is what the block's action follows from, on a contribution of this account. Whoever
    said first that the accounts are one person's does not approve the block.
    """

    same_person = models.ForeignKey(SamePerson, on_delete=models.PROTECT, related_name="grounds")
    first = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey("sanctions.Block", on_delete=models.PROTECT, related_name="linked_grounds")
    origin_author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")
    origin_ground = models.CharField(max_length=20)
    in_bulk = models.BooleanField(default=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="linked_ground")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="linked_grounds")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="linked_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="linked_grounds")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel", "approved_by"], name="linked_ground_key"),
            CompositeForeignKey(
                fields=["same_person", "first", "second", "said_by", "confirmed_by"],
                to_table="sanctions_sameperson",
                to_columns=["id", "first_id", "second_id", "said_by_id", "confirmed_by_id"],
                name="linked_on_same_person",
            ),
            CompositeForeignKey(
                fields=["origin", "origin_author", "origin_ground"],
                to_table="sanctions_block",
                to_columns=["id", "author_id", "ground"],
                name="linked_on_block",
            ),
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="linked_of_decision",
            ),
            CompositeForeignKey(
                fields=["decision", "approved_by"],
                to_table="cases_decision",
                to_columns=["id", "person_id"],
                name="linked_decided_by_approver",
            ),
            CompositeForeignKey(
                fields=["contribution", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="linked_by_author",
            ),
            CompositeForeignKey(
                fields=["contribution", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="linked_on_channel",
            ),
            CompositeForeignKey(
                fields=["decision", "in_bulk"],
                to_table="cases_decision",
                to_columns=["id", "in_bulk"],
                name="linked_of_bulk",
            ),
            models.CheckConstraint(name="linked_not_in_bulk", condition=Q(in_bulk=False)),
            models.CheckConstraint(
                name="linked_accounts_are_the_two",
                condition=Q(origin_author=F("first"), author=F("second"))
                | Q(origin_author=F("second"), author=F("first")),
            ),
            models.CheckConstraint(name="linked_no_chain", condition=Q(origin_ground__in=OF_ITS_OWN)),
            models.CheckConstraint(name="linked_second_person", condition=~Q(confirmed_by=F("said_by"))),
            models.CheckConstraint(name="linked_approved_by_another", condition=~Q(approved_by=F("said_by"))),
        ]

    def __str__(self) -> str:
        return f"linked ground:{self.pk}"
