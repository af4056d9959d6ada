"""Cases as a queue: opening, taking, releasing, closing; and where a contribution stands because of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.cases import snoozing
from evenhand.cases.due import FROM_RECEIPT, due_at
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import JUDGES_NOTHING, Assignment, Case, Decision
from evenhand.cases.routing import MOST_URGENT
from evenhand.intake.models import Contribution, Disposition
from evenhand.intake.services import set_disposition
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared
from evenhand.store.statements import Statements

_sql = Statements(Path(__file__).resolve().parent / "sql")
LONGEST_REASON = 500
"""Characters of the reason with which a case closes."""
WAKING = {Case.Kind.SAFEGUARDING, Case.Kind.REVIEW}
"""Cases of these kinds, when they are most urgent, may have to wake somebody: care says whether."""

AUTHOR_AT_RISK = "Its author may be the one at risk, so nothing in it counts against them."
"""The reason by which a person marks that; no breach decided afterwards makes a strike (promise 7)."""

NOTICE = "A notice of complaint about these words came in."
"""The reason by which a case for legal has a sender who is told what we do."""

COUNTS_MANY = "It counts many comments, so it stays open where one of them is taken back."
"""A reason that marks a case which is about more than the contribution it hangs on."""


@prepared
def _open_of_kind(contribution: Value, kind: Value) -> QuerySet[Case]:
    return Case.objects.select_for_update().filter(contribution=contribution, kind=kind, state=Case.State.OPEN)


@prepared
def _open(contribution: Value) -> QuerySet[Case]:
    return Case.objects.filter(contribution=contribution, state=Case.State.OPEN)


@prepared
def _decided(contribution: Value) -> QuerySet[Decision]:
    rows = Decision.objects.filter(contribution=contribution).exclude(measures__in=JUDGES_NOTHING)
    return rows.order_by("-version__number", "-pk")  # an appeal may be about an earlier text


@prepared
def locked_case(key: Value) -> QuerySet[Case]:
    """One case, locked until the transaction ends."""
    return Case.objects.select_for_update().filter(pk=key)


@prepared
def locked_contribution(key: Value) -> QuerySet[Contribution]:
    """The contribution of a case, locked until the transaction ends."""
    rows = Contribution.objects.select_for_update(of=("self",))
    return rows.select_related("channel", "disposition").filter(pk=key)


def said_to_be_at_risk(contribution: int) -> bool:
    """Whether a person said that the author may be at risk, where the machine saw nothing of it."""
    raised = Case.objects.filter(contribution=contribution, kind=Case.Kind.SAFEGUARDING)
    return any(AUTHOR_AT_RISK in why for why in raised.values_list("why", flat=True))


def open_cases() -> QuerySet[Case]:
    """Open cases, most urgent first, oldest first among equals."""
    return (
        Case.objects.filter(state=Case.State.OPEN)
        .select_related("contribution__channel", "contribution__author", "contribution__post", "assessment")
        .order_by("priority", "opened_at", "pk")
    )


def open_case(  # noqa: PLR0913 (keywords: what a case is, and what may have to wake somebody again)
    contribution: Contribution,
    kind: Case.Kind,
    *,
    priority: int,
    why: Sequence[str],
    assessment: Assessment | None = None,
    cause: str = "",
) -> Case:
    """Open a case of `kind`, or add to the one that is open: its reasons grow, its priority only rises.

    Its due time is set when it opens, and no later reason gives it more time. `cause` names what else than a new
    assessment is news, so that who was alerted before is alerted again. More to it ends its being put off.
    """
    now = timezone.now()
    due = due_at(kind, min(now, contribution.published_at) if kind in FROM_RECEIPT else now)
    case, created = _open_of_kind.get_or_make(
        contribution,
        kind,
        make=lambda: Case.objects.create(
            contribution=contribution,
            kind=kind,
            state=Case.State.OPEN,
            priority=priority,
            why=list(why),
            assessment=assessment,
            opened_at=now,
            due_at=due,
        ),
    )
    if created:
        records.append(
            "case.opened",
            subject=f"contribution:{contribution.pk}",
            actor="machine",
            facts={"case": case.pk, "kind": kind, "priority": priority, "due": due.isoformat()},
        )
    else:
        if priority < case.priority or not set(why) <= set(case.why):
            snoozing.bring_back(case)
        case.why = list(dict.fromkeys([*case.why, *why]))
        case.priority = min(case.priority, priority)
        case.assessment = assessment or case.assessment
        if kind == Case.Kind.SAFEGUARDING and case.due_at is not None:  # a follow-up may have put it off
            case.due_at = min(case.due_at, due)
        case.save(update_fields=["why", "priority", "assessment", "due_at"])
    if case.kind in WAKING and case.priority == MOST_URGENT:
        wake(case, cause)
    return case


def wake(case: Case, cause: str = "") -> None:
    """Have care look whether somebody must hear of the case; once a cause, else once an assessment."""
    work.enqueue(
        "care.alert",
        {"case_id": case.pk},
        lane=f"alerts:{case.contribution_id}",  # not its author's, which a dead letter may hold up
        key=f"alert:{case.pk}:{cause or case.assessment_id or 0}",  # an edit may turn a slur into a threat
        priority=1,
    )


@transaction.atomic
def take(case: Case, person: User) -> Assignment:
    """Assign the case to `person`; refused while another person has it."""
    hold_lane(case.contribution)
    row = Assignment.objects.select_for_update().filter(case=case, released_at__isnull=True).first()
    if row is not None and row.person_id != person.pk:
        raise RefusedError(f"{row.person} has this case. Ask them to release it, or choose another.")
    return row or Assignment.objects.create(case=case, person=person)


@transaction.atomic
def release(case: Case, person: User) -> None:
    """Give the case back to the queue."""
    Assignment.objects.filter(case=case, person=person, released_at__isnull=True).update(released_at=timezone.now())


def close(case: Case, *, outcome: str, actor: str, reason: str = "") -> None:
    """Close a case with its outcome; inside the caller's transaction. RefusedError for a reason that is too long."""
    if len(reason) > LONGEST_REASON:
        raise RefusedError(f"Write at most {LONGEST_REASON} characters.", "reason")
    case.state, case.outcome, case.outcome_reason = Case.State.CLOSED, outcome, reason
    case.closed_at = timezone.now()
    case.save(update_fields=["state", "outcome", "outcome_reason", "closed_at"])
    _sql.change("release_case", case=case.pk, now=case.closed_at)
    _sql.change("end_pauses", case=case.pk, now=case.closed_at)
    _sql.change("end_snoozes", case=case.pk, now=case.closed_at)
    records.append(
        "case.closed",
        subject=f"contribution:{case.contribution_id}",
        actor=actor,
        facts={"case": case.pk, "kind": case.kind, "outcome": outcome},
        content={"reason": reason} if reason else None,
    )


def settle_disposition(contribution: Contribution) -> None:
    """Work out anew where a contribution stands: waiting while a case is open, else as last decided."""
    if contribution.disposition.state == Disposition.State.GONE:
        return
    if _open.exists(contribution):
        set_disposition(contribution, Disposition.State.WAITING, "A person is to look at it.")
        return
    last = _decided.first(contribution)
    if last is not None and last.verdict == Decision.Verdict.BREACH:
        set_disposition(contribution, Disposition.State.ACTED_ON, f"Decision {last.pk}.")
    else:
        set_disposition(contribution, Disposition.State.KEPT, "No breach of the guidelines.")
