"""Work for people, and decisions. What a decision must have, the database holds (promises 2 and 3)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import Assessment, AutomaticHide, FalseClaim, Guideline, PolicyVersion
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept

ASKED = ("question", "foi", "subject_access", "complaint", "whistleblowing")
"""Kinds of case whose author is owed an answer, or a reason why there is none (promise 9)."""

JUDGES_NOTHING = ("reply", "message", "block")
"""Measures of decisions that say nothing of their contribution: words sent, and a block that follows another one."""


class Case(Kept):
    """Work for a person: one open case of a kind for a contribution."""

    class Kind(models.TextChoices):
        REVIEW = "review", "Review"
        QUESTION = "question", "Question"
        MEMBER_REPORT = "member_report", "Report from a member of the public"
        SAFEGUARDING = "safeguarding", "Safeguarding"
        CONFIRMATION = "confirmation", "Second confirmation"
        BLOCK_APPROVAL = "block_approval", "Approval of a block"
        BLOCK_REVIEW = "block_review", "Review of a block"
        APPEAL = "appeal", "Appeal"
        LEGAL = "legal", "Legal"
        FOI = "foi", "Freedom of information request"
        SUBJECT_ACCESS = "subject_access", "Data rights request"
        COMPLAINT = "complaint", "Complaint"
        WHISTLEBLOWING = "whistleblowing", "Whistleblowing"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    kind = models.CharField(max_length=20, choices=Kind)
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="cases")
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT, related_name="cases")
    priority = models.PositiveSmallIntegerField(default=5)
    why = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=30, blank=True, default="")
    outcome_reason = models.CharField(max_length=500, blank=True, default="")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "kind"], condition=Q(state="open"), name="case_open_once"),
            models.CheckConstraint(
                name="case_open_has_due_time", condition=Q(state="closed") | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(  # promise 9
                name="case_question_has_outcome",
                condition=~Q(kind__in=ASKED)
                | Q(state="open")
                | Q(outcome="answered")
                | (Q(outcome__in=["redirected", "closed"]) & ~Q(outcome_reason="")),
            ),
            models.CheckConstraint(
                name="case_closed_with_outcome",
                condition=Q(state="open", closed_at__isnull=True)
                | (Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "priority", "opened_at"]),
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["kind", "opened_at"]),
            models.Index(fields=["-closed_at", "-id"], condition=Q(state="closed"), name="case_ended_last"),
        ]

    def __str__(self) -> str:
        return f"case:{self.pk}"


class WatchedCase(Kept):
    """An active court case whose names send comments to legal. `names` are the people, places and numbers of it."""

    title = models.CharField(max_length=200)
    names = models.JSONField(default=list)
    court = models.CharField(max_length=200, blank=True, default="")
    why = models.CharField(max_length=500)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_watched")
    added_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="watched_case_is_told", condition=~Q(title="") & ~Q(why="")),
        ]

    def __str__(self) -> str:
        return self.title


class Assignment(Kept):
    """A case taken by a person; one at a time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    taken_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at__isnull=True), name="assignment_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"assignment:{self.pk}"


class Pause(Kept):
    """While we wait for somebody else, a case's due time waits too; one pause at a time, with its reason and person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=500)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="pause_one_at_a_time"),
            models.CheckConstraint(name="pause_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pause_ends_after_its_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"pause:{self.pk}"


class Snooze(Kept):
    """A case put off by a person until a time; its clock goes on, and it comes back then, or once it is due."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="snoozes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="snoozes")
    reason = models.CharField(max_length=500, blank=True, default="")
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="snooze_one_at_a_time"),
            models.CheckConstraint(name="snooze_ends_after_its_start", condition=Q(until__gt=F("started_at"))),
        ]

    def __str__(self) -> str:
        return f"snooze:{self.pk}"


class Bulk(Kept):
    """One step of a person over many contributions at once: hidden together, or that step undone.

    `contributions` and `authors` are how many it reached. It only hides and shows again: no decision in it makes a
    strike, a confirmation or a ground, so nothing of it leads to a block (promise 1).
    """

    class What(models.TextChoices):
        HIDE = "hide", "Hidden together"
        UNDO = "undo", "Undone"

    what = models.CharField(max_length=10, choices=What)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulks")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="bulks")
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    contributions = models.PositiveIntegerField()
    authors = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    key = models.CharField(max_length=100, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bulk_undoes_one",
                condition=Q(what="hide", undoes__isnull=True) | Q(what="undo", undoes__isnull=False),
            ),
            models.CheckConstraint(name="bulk_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="bulk_reaches_some", condition=Q(contributions__gte=1)),
        ]

    def __str__(self) -> str:
        return f"bulk:{self.pk}"


class Decision(Kept):
    """What is to happen, why, by whom, under which policy version. Never changed; a later one supersedes it.

    `measures` lists the operations that follow, comma-separated, most important first ('hide,warn');
    `texts` holds the words to be sent, by operation, as the decider saw them.
    """

    class Verdict(models.TextChoices):
        BREACH = "breach", "Breaches the guideline"
        NO_BREACH = "no_breach", "Does not breach"

    class Actor(models.TextChoices):
        MACHINE = "machine", "The machine"
        PERSON = "person", "A person"

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="decisions")
    contribution_kind = models.CharField(max_length=20)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="decisions")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="decisions")
    needs_source = models.BooleanField(default=False)
    false_claim = models.ForeignKey(FalseClaim, null=True, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    facts = models.TextField()
    measures = models.CharField(max_length=200, blank=True, default="")
    texts = models.JSONField(default=dict)
    actor = models.CharField(max_length=10, choices=Actor)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions")
    automatic_hide = models.ForeignKey(AutomaticHide, null=True, on_delete=models.PROTECT, related_name="decisions")
    bulk = models.ForeignKey(Bulk, null=True, on_delete=models.PROTECT, related_name="decisions")
    in_bulk = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    key = models.CharField(max_length=100, unique=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "contribution"], name="decision_contribution_key"),
            models.UniqueConstraint(fields=["id", "actor"], name="decision_actor_key"),
            models.UniqueConstraint(fields=["id", "guideline"], name="decision_guideline_key"),
            models.UniqueConstraint(fields=["id", "person"], name="decision_person_key"),
            models.UniqueConstraint(fields=["id", "verdict"], name="decision_verdict_key"),
            models.UniqueConstraint(fields=["id", "version"], name="decision_version_key"),
            models.UniqueConstraint(fields=["id", "assessment"], name="decision_assessment_key"),
            models.UniqueConstraint(fields=["id", "in_bulk"], name="decision_bulk_key"),
            CompositeForeignKey(
                fields=["contribution", "contribution_kind"],
                to_table="intake_contribution",
                to_columns=["id", "kind"],
                name="decision_of_kind",
            ),
            CompositeForeignKey(
                fields=["version", "contribution"],
                to_table="intake_version",
                to_columns=["id", "contribution_id"],
                name="decision_version_of_contribution",
            ),
            CompositeForeignKey(
                fields=["guideline", "policy_version"],
                to_table="judgement_guideline",
                to_columns=["id", "policy_version_id"],
                name="decision_guideline_of_version",
            ),
            CompositeForeignKey(
                fields=["guideline", "needs_source"],
                to_table="judgement_guideline",
                to_columns=["id", "needs_source"],
                name="decision_source_rule",
            ),
            CompositeForeignKey(
                fields=["automatic_hide", "guideline"],
                to_table="judgement_automatichide",
                to_columns=["id", "guideline_id"],
                name="decision_automatic_under_guideline",
            ),
            models.CheckConstraint(name="decision_has_facts", condition=~Q(facts="")),
            models.CheckConstraint(name="decision_verdict_known", condition=Q(verdict__in=["breach", "no_breach"])),
            models.CheckConstraint(
                name="decision_has_actor",
                condition=Q(actor="person", person__isnull=False, automatic_hide__isnull=True)
                | Q(actor="machine", person__isnull=True, automatic_hide__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_machine_only_hides_in_public",
                condition=Q(actor="person")
                | (Q(verdict="breach", measures="hide") & ~Q(contribution_kind="direct_message")),
            ),
            models.CheckConstraint(
                name="decision_breach_has_measure", condition=Q(verdict="no_breach") | ~Q(measures="")
            ),
            models.CheckConstraint(
                name="decision_misinformation_has_source",
                condition=Q(verdict="no_breach") | Q(needs_source=False) | Q(false_claim__isnull=False),
            ),
            models.CheckConstraint(  # promise 1: no bulk path leads to a block
                name="decision_in_bulk_only_hides",
                condition=Q(in_bulk=False, bulk__isnull=True)
                | Q(in_bulk=True, bulk__isnull=False, actor="person", measures__in=["hide", "unhide"]),
            ),
            models.CheckConstraint(
                name="decision_not_of_itself", condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return f"decision:{self.pk}"

    def measure_list(self) -> tuple[str, ...]:
        """The measures, most important first."""
        return tuple(part for part in self.measures.split(",") if part)


class Correction(Kept):
    """That a decision's reply corrected a false claim; `changed`: the person changed the approved words."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="correction")
    claim = models.ForeignKey(FalseClaim, on_delete=models.PROTECT, related_name="corrections")
    changed = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"correction of claim:{self.claim_id}"
