"""Appeals: somebody asks that a decision be looked at again, and another person than who decided it does.

Who decides, the schema holds: never the first decider (a check, with a key to the decision's own person), never who
had any other part in it (a guard: approvers, confirmers, seniors, deciders before). Upheld is a decision of that same
person that the same version is no breach, once a decision. Turned down afresh is twice a decision at most, by two
people; one that brings nothing new is closed with the earlier outcome (a key to the one turned down before). Words and
names can be erased, what was decided cannot.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import PolicyVersion
from evenhand.store.constraints import CompositeForeignKey

ENDED = ("upheld", "turned_down", "repeated")
RUNNING = ("open", "joined")
"""What is joined to another appeal ends with it."""


class Appeal(models.Model):
    """One request to look again: how it came, against which decision, and how it ended.

    `words` and `handle` are what a form said; of a message, intake keeps the words. `masks` says what pages hide in
    `words` and in `link`: offsets by their names, and nothing until they were judged (`support.masks`). `letter` is
    what was said at the end. Where the decision is not found yet, a person finds it, or closes it with the reason.
    """

    class Way(models.TextChoices):
        MESSAGE = "message", "By message"
        FORM = "form", "By the form"
        HAND = "hand", "Asked for in another way"

    class How(models.TextChoices):
        NOT_YET = "", "Not found"
        NUMBER = "number", "By the number in our letter"
        LINK = "link", "By a link"
        AUTHOR = "author", "By its author"
        PERSON = "person", "By a person here"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "Upheld"
        TURNED_DOWN = "turned_down", "Turned down"
        REPEATED = "repeated", "Nothing new: the earlier outcome stays"
        WITHDRAWN = "withdrawn", "Taken back"
        CLOSED = "closed", "Closed without a decision"
        JOINED = "joined", "Joined to an earlier one"

    reference = models.CharField(max_length=14, unique=True)
    way = models.CharField(max_length=10, choices=Way)
    message = models.OneToOneField(Contribution, null=True, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(blank=True, default="")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="appeals")
    handle = models.CharField(max_length=200, blank=True, default="")
    link = models.CharField(max_length=1000, blank=True, default="")
    masks = models.JSONField(default=dict, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True, default=How.NOT_YET)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="appeals")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.PROTECT, related_name="appeals")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="appeals")
    verdict = models.CharField(max_length=10, default="breach")
    first_actor = models.CharField(max_length=10, blank=True, default="")
    first_decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appealed_from"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    repeats = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeated")
    repeats_state = models.CharField(max_length=12, default=State.TURNED_DOWN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appeals_decided"
    )
    outcome = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="appeals_upheld")
    outcome_verdict = models.CharField(max_length=10, default="no_breach")
    reasons = models.TextField(blank=True, default="")
    letter = models.TextField(blank=True, default="")
    letter_version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="appeals")
    told = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="appeal_told")
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CompositeForeignKey(
                fields=["decision", "contribution"],
                to_table="cases_decision",
                to_columns=["id", "contribution_id"],
                name="appeal_of_contribution",
            ),
            CompositeForeignKey(
                fields=["decision", "version"],
                to_table="cases_decision",
                to_columns=["id", "version_id"],
                name="appeal_of_version",
            ),
            CompositeForeignKey(
                fields=["decision", "verdict"],
                to_table="cases_decision",
                to_columns=["id", "verdict"],
                name="appeal_against_breach",
            ),
            CompositeForeignKey(
                fields=["decision", "first_actor"],
                to_table="cases_decision",
                to_columns=["id", "actor"],
                name="appeal_first_actor",
            ),
            CompositeForeignKey(
                fields=["decision", "first_decider"],
                to_table="cases_decision",
                to_columns=["id", "person_id"],
                name="appeal_first_decider",
            ),
            CompositeForeignKey(
                fields=["outcome", "version"],
                to_table="cases_decision",
                to_columns=["id", "version_id"],
                name="appeal_outcome_of_version",
            ),
            CompositeForeignKey(
                fields=["outcome", "outcome_verdict"],
                to_table="cases_decision",
                to_columns=["id", "verdict"],
                name="appeal_outcome_keeps",
            ),
            CompositeForeignKey(
                fields=["outcome", "decided_by"],
                to_table="cases_decision",
                to_columns=["id", "person_id"],
                name="appeal_outcome_by_decider",
            ),
            models.UniqueConstraint(fields=["id", "decision", "state"], name="appeal_key"),
            CompositeForeignKey(
                fields=["repeats", "decision", "repeats_state"],
                to_table="sanctions_appeal",
                to_columns=["id", "decision_id", "state"],
                name="appeal_repeats_turned_down",
            ),
            models.CheckConstraint(name="appeal_repeats_only_turned_down", condition=Q(repeats_state="turned_down")),
            models.CheckConstraint(
                name="appeal_repeats_one",
                condition=Q(state="repeated", repeats__isnull=False) | (~Q(state="repeated") & Q(repeats__isnull=True)),
            ),
            models.UniqueConstraint(fields=["decision"], condition=Q(state="open"), name="appeal_open_once"),
            models.UniqueConstraint(fields=["decision"], condition=Q(state="upheld"), name="appeal_upheld_once"),
            models.CheckConstraint(name="appeal_only_of_breach", condition=Q(verdict="breach")),
            models.CheckConstraint(name="appeal_upheld_is_no_breach", condition=Q(outcome_verdict="no_breach")),
            models.CheckConstraint(
                name="appeal_by_message_has_one",
                condition=Q(way="message", message__isnull=False) | (~Q(way="message") & Q(message__isnull=True)),
            ),
            models.CheckConstraint(
                name="appeal_found_somehow",
                condition=Q(decision__isnull=True, contribution__isnull=True, version__isnull=True, how="")
                | (
                    Q(decision__isnull=False, contribution__isnull=False, version__isnull=False, case__isnull=False)
                    & ~Q(how="")
                ),
            ),
            models.CheckConstraint(
                name="appeal_names_first_decider",
                condition=Q(decision__isnull=True, first_decider__isnull=True)
                | Q(first_actor="machine", first_decider__isnull=True)
                | Q(first_actor="person", first_decider__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | Q(first_decider__isnull=True)
                | ~Q(decided_by=F("first_decider")),
            ),
            models.CheckConstraint(
                name="appeal_ended_has_reasons",
                condition=~Q(state__in=ENDED)
                | (
                    Q(decision__isnull=False, decided_by__isnull=False, letter_version__isnull=False)
                    & ~Q(reasons="")
                    & ~Q(letter="")
                ),
            ),
            models.CheckConstraint(
                name="appeal_upheld_has_outcome", condition=~Q(state="upheld") | Q(outcome__isnull=False)
            ),
            models.CheckConstraint(
                name="appeal_closed_has_reason", condition=~Q(state__in=["closed", "withdrawn"]) | ~Q(reasons="")
            ),
            models.CheckConstraint(
                name="appeal_ended_has_time",
                condition=Q(state__in=RUNNING, ended_at__isnull=True)
                | (~Q(state__in=RUNNING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="appeal_joined_to_one",
                condition=Q(state="joined", joined_to__isnull=False, decision__isnull=False)
                | (~Q(state="joined") & Q(joined_to__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="appeal_state_due"),
            models.Index(fields=["received_at"], name="appeal_received"),
        ]

    def __str__(self) -> str:
        return f"appeal:{self.pk}"

    @property
    def in_public(self) -> bool:
        """Whether the page for everyone shows how it ended: only to who has the number that our own letter gave."""
        return self.how == self.How.NUMBER

    @property
    def speaks(self) -> Appeal:
        """The appeal whose outcome this one has: itself, or the one that it was joined to."""
        return self.joined_to or self
