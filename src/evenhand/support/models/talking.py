"""Conversations, the automatic texts sent in them, and member reports: who told us of which comment, and the outcome.

Who reported stands here and nowhere else (promise 10): a case on the reported comment holds a count. That the machine
sends only the four fixed texts, and each once a conversation, is held by keys, checks and guards (promise 2).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import PolicyVersion
from evenhand.policy.letters import AUTOMATIC
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept


class Conversation(Kept):
    """What an author and we write to each other privately, until it has rested for a month. One at a time."""

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="conversations")
    begun_by = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="conversation")
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author"], name="conversation_author_key"),
            models.UniqueConstraint(fields=["author"], condition=Q(ended_at__isnull=True), name="conversation_one"),
            CompositeForeignKey(
                fields=["begun_by", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="conversation_begun_by_author",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation:{self.pk}"


class AutomaticText(Kept):
    """That the machine answers a message with one of the four fixed texts; the action refers to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="automatic_texts")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="automatic_texts")
    message = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="automatic_texts")
    message_kind = models.CharField(max_length=20, default="direct_message")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="automatic_texts")
    letter = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    words = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "letter"], name="automatic_text_once"),
            CompositeForeignKey(
                fields=["conversation", "author"],
                to_table="support_conversation",
                to_columns=["id", "author_id"],
                name="automatic_text_in_conversation",
            ),
            CompositeForeignKey(
                fields=["message", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="automatic_text_to_author",
            ),
            CompositeForeignKey(
                fields=["message", "message_kind"],
                to_table="intake_contribution",
                to_columns=["id", "kind"],
                name="automatic_text_to_kind",
            ),
            models.CheckConstraint(name="automatic_text_in_private", condition=Q(message_kind="direct_message")),
            models.CheckConstraint(name="automatic_text_known", condition=Q(letter__in=AUTOMATIC)),
            models.CheckConstraint(name="automatic_text_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.letter} in conversation:{self.conversation_id}"


class MemberReport(Kept):
    """A direct message that tells of a comment: from whom, of which comment, how that was found, and the outcome.

    `case` is the one on the reported comment, which many reports share; `outcome` is the decision by which a person
    told the reporter, once a case.
    """

    class State(models.TextChoices):
        OPEN = "open", "A person is to find the comment"
        ASKED = "asked", "Asked which comment is meant"
        FOUND = "found", "The comment is found"
        TOLD = "told", "Told the outcome"

    class How(models.TextChoices):
        NOT_YET = "", "Not found"
        LINK = "link", "By a link"
        WORDS = "words", "By its words"
        AUTHOR = "author", "By its author's name"

    message = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="member_report")
    message_kind = models.CharField(max_length=20, default="direct_message")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="member_reports")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="member_reports")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found = models.ForeignKey(Contribution, null=True, on_delete=models.PROTECT, related_name="reports_of")
    how = models.CharField(max_length=10, choices=How, blank=True, default=How.NOT_YET)
    score = models.FloatField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="reports")
    outcome = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="report_told")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author"], condition=Q(outcome__isnull=False), name="report_told_once"
            ),
            CompositeForeignKey(
                fields=["message", "author"],
                to_table="intake_contribution",
                to_columns=["id", "author_id"],
                name="report_by_author",
            ),
            CompositeForeignKey(
                fields=["message", "message_kind"],
                to_table="intake_contribution",
                to_columns=["id", "kind"],
                name="report_of_kind",
            ),
            CompositeForeignKey(
                fields=["message", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="report_on_channel",
            ),
            CompositeForeignKey(
                fields=["found", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="report_of_comment_on_channel",
            ),
            models.CheckConstraint(name="report_in_private", condition=Q(message_kind="direct_message")),
            models.CheckConstraint(
                name="report_found_somehow",
                condition=(Q(found__isnull=True, how="", case__isnull=True) & Q(state__in=["open", "asked"]))
                | (Q(found__isnull=False, score__isnull=False, state__in=["found", "told"]) & ~Q(how="")),
            ),
            models.CheckConstraint(
                name="report_outcome_is_told",
                condition=Q(outcome__isnull=True) | Q(state="told", case__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["author", "state"], name="report_waiting")]

    def __str__(self) -> str:
        return f"member report:{self.pk}"
