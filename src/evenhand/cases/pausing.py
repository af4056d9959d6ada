"""Waiting for somebody else: the due time of a case waits too, and goes on when they write or a person says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.cases.changed import closed_already
from evenhand.cases.due import calendar_of
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Pause
from evenhand.clock import Pause as Waited
from evenhand.clock import due_after
from evenhand.intake.models import Version
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared

CAN_WAIT = {Case.Kind.QUESTION, Case.Kind.MEMBER_REPORT, Case.Kind.APPEAL, Case.Kind.COMPLAINT}
LONGEST = 500


@prepared
def _waiting_for(author: Value, seen_at: Value) -> QuerySet[Pause]:
    rows = Pause.objects.filter(ended_at__isnull=True, started_at__lt=seen_at, case__contribution__author=author)
    return rows.select_related("case").order_by("pk")


@prepared
def _waiting_on(contribution: Value, seen_at: Value) -> QuerySet[Pause]:
    rows = Pause.objects.filter(ended_at__isnull=True, started_at__lt=seen_at, case__contribution=contribution)
    return rows.select_related("case").order_by("pk")


@transaction.atomic
def pause(case: Case, person: User, reason: str) -> Pause:
    """Let the case wait, with the reason; RefusedError where it cannot."""
    locked, why = _open(case, person), reason.strip()
    if locked.kind not in CAN_WAIT:
        raise RefusedError("Only what somebody asked for can wait for them. Decide this case, or release it.")
    if not why:
        raise RefusedError("Say what you are waiting for.", "reason")
    if len(why) > LONGEST:
        raise RefusedError(f"Say it in at most {LONGEST} characters.", "reason")
    if Pause.objects.filter(case=locked, ended_at__isnull=True).exists():
        raise RefusedError("This case is waiting already.")
    made = Pause.objects.create(case=locked, person=person, reason=why)
    _note("case.paused", locked, f"person:{person.pk}", reason=why)
    return made


@transaction.atomic
def resume(case: Case, person: User) -> None:
    """Go on with the case; its due time is later by the working time for which it waited."""
    locked = _open(case, person)
    waiting = Pause.objects.filter(case=locked, ended_at__isnull=True).first()
    if waiting is None:
        raise RefusedError("This case is not waiting, so there is nothing to resume.")
    _end(waiting, locked, f"person:{person.pk}")


def author_wrote(version: Version) -> None:
    """Go on with what waits for the author of `version`, in their lane, where we saw it since we began to wait."""
    contribution = version.contribution
    if contribution.author_id is None:
        waiting = _waiting_on.rows(contribution, version.seen_at)
    else:
        waiting = _waiting_for.rows(contribution.author_id, version.seen_at)
    for one in waiting:
        _end(one, one.case, "machine")


def later(due: datetime, waited: Pause, kind: str, until: datetime) -> datetime:
    """`due` of a case of `kind`, later by what it waited in working time `until` then."""
    return due_after(due, [Waited(waited.started_at, until, waited.reason)], calendar_of(kind))


def _end(waiting: Pause, case: Case, actor: str) -> None:
    waiting.ended_at = max(timezone.now(), waiting.started_at)
    waiting.save(update_fields=["ended_at"])
    if case.due_at is not None:
        case.due_at = later(case.due_at, waiting, case.kind, waiting.ended_at)
        case.save(update_fields=["due_at"])
    _note("case.resumed", case, actor)


def _note(kind: str, case: Case, actor: str, *, reason: str = "") -> None:
    due = case.due_at.isoformat() if case.due_at else ""
    records.append(
        kind,
        subject=f"contribution:{case.contribution_id}",
        actor=actor,
        facts={"case": case.pk, "kind": case.kind, "due": due},
        content={"reason": reason} if reason else None,
    )


def _open(case: Case, person: User) -> Case:
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide when a case waits. Ask a moderator.")
    hold_lane(case.contribution)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    return locked
