"""Reports by the public form: what it said, of which comment, and what its page says in the end.

Nobody knows who sent one: it holds no name, no account and no address, and stands in no reporter's place. The number
alone opens its page. What it counts for on the case of the comment is `support.form_reports`' to say.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.store.constraints import CompositeForeignKey
from evenhand.support.models.talking import MemberReport


class FormReport(models.Model):
    """One report by the form: open until its comment is found, found until a person has decided on that, then told.

    `masks` says what pages hide in `words` and in `link`: offsets by their names, and nothing until they were judged.
    `letter` is what the page says at the end. Where nobody can tell which comment is meant, a person closes it with a
    reason, which stays here.
    """

    class State(models.TextChoices):
        OPEN = "open", "Find its comment"
        FOUND = "found", "The comment is found"
        TOLD = "told", "Its page tells the outcome"
        CLOSED = "closed", "Closed: its comment was not found"

    class How(models.TextChoices):
        NOT_YET = MemberReport.How.NOT_YET.value, "Not found"
        LINK = MemberReport.How.LINK.value, "By a link"
        WORDS = MemberReport.How.WORDS.value, "By its words"
        AUTHOR = MemberReport.How.AUTHOR.value, "By its author's name"
        PERSON = "person", "By a person here"

    reference = models.CharField(max_length=14, unique=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="form_reports")
    words = models.TextField(blank=True, default="")
    link = models.CharField(max_length=1000, blank=True, default="")
    masks = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found = models.ForeignKey(Contribution, null=True, on_delete=models.PROTECT, related_name="form_reports_of")
    how = models.CharField(max_length=10, choices=How, blank=True, default=How.NOT_YET)
    score = models.FloatField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="form_reports")
    outcome = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="form_reports_told")
    letter = models.TextField(blank=True, default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="form_reports_closed"
    )
    reasons = models.CharField(max_length=500, blank=True, default="")
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CompositeForeignKey(
                fields=["found", "channel"],
                to_table="intake_contribution",
                to_columns=["id", "channel_id"],
                name="form_report_of_comment_on_channel",
            ),
            CompositeForeignKey(
                fields=["outcome", "found"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="form_report_outcome_of_comment",
            ),
            models.CheckConstraint(
                name="form_report_found_somehow",
                condition=(Q(found__isnull=True, how="", case__isnull=True) & Q(state__in=["open", "closed"]))
                | (Q(found__isnull=False, state__in=["found", "told"]) & ~Q(how="")),
            ),
            models.CheckConstraint(
                name="form_report_told_has_outcome",
                condition=Q(state="told", outcome__isnull=False, ended_at__isnull=False, case__isnull=False)
                | (~Q(state="told") & Q(outcome__isnull=True)),
            ),
            models.CheckConstraint(name="form_report_told_has_letter", condition=~Q(state="told") | ~Q(letter="")),
            models.CheckConstraint(
                name="form_report_closed_has_reason",
                condition=(Q(state="closed", closed_by__isnull=False, ended_at__isnull=False) & ~Q(reasons=""))
                | (~Q(state="closed") & Q(closed_by__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="form_report_state_due")]

    def __str__(self) -> str:
        return f"report:{self.pk}"
