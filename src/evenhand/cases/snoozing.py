"""Putting a case off until a time: out of the lists until then. Its clock goes on, so it comes back once it is due.

Its author may write again before, or there is more to it: then it comes back at once. Waiting for them with the clock
stopped is `pausing`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evenhand.cases.changed import closed_already
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import ASKED, Case, Snooze
from evenhand.cases.pausing import CAN_WAIT, LONGEST
from evenhand.intake.models import Version
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared

CAN_BE_PUT_OFF = {*CAN_WAIT, *ASKED}
FURTHEST = timedelta(days=30)


@prepared
def _of_author(author: Value, seen_at: Value) -> QuerySet[Snooze]:
    rows = Snooze.objects.filter(ended_at__isnull=True, started_at__lt=seen_at, case__contribution__author=author)
    return rows.select_related("case").order_by("pk")


@prepared
def _on(contribution: Value, seen_at: Value) -> QuerySet[Snooze]:
    rows = Snooze.objects.filter(ended_at__isnull=True, started_at__lt=seen_at, case__contribution=contribution)
    return rows.select_related("case").order_by("pk")


@prepared
def _of_case(case: Value) -> QuerySet[Snooze]:
    return Snooze.objects.filter(ended_at__isnull=True, case=case)


def put_off() -> Q:
    """The cases that are out of the lists now."""
    now = timezone.now()
    return Q(Exists(Snooze.objects.filter(case=OuterRef("pk"), ended_at__isnull=True, until__gt=now)), due_at__gt=now)


def running(case: Case) -> Snooze | None:
    """What puts the case off now, if anything does."""
    now = timezone.now()
    if case.due_at is not None and case.due_at <= now:
        return None
    return Snooze.objects.filter(case=case, ended_at__isnull=True, until__gt=now).select_related("person").first()


@transaction.atomic
def snooze(case: Case, person: User, until: datetime, reason: str = "") -> Snooze:
    """Put it off, in place of what put it off before. RefusedError where it cannot be."""
    locked, why, now = _open(case, person), reason.strip(), timezone.now()
    if locked.kind not in CAN_BE_PUT_OFF:
        raise RefusedError("Only what somebody asked for can be put off. Decide this case, or release it.", "until")
    if until <= now:
        raise RefusedError("Choose a time that lies ahead.", "until")
    if until > now + FURTHEST:
        raise RefusedError("Choose a time within 30 days.", "until")
    if len(why) > LONGEST:
        raise RefusedError(f"Say it in at most {LONGEST} characters.", "why")
    Snooze.objects.filter(case=locked, ended_at__isnull=True).update(ended_at=now)
    made = Snooze.objects.create(case=locked, person=person, until=until, reason=why, started_at=now)
    _note("case.put_off", locked, f"person:{person.pk}", {"until": until.isoformat()}, why)
    return made


@transaction.atomic
def wake(case: Case, person: User) -> None:
    """Bring it back now."""
    locked = _open(case, person)
    if not Snooze.objects.filter(case=locked, ended_at__isnull=True).update(ended_at=timezone.now()):
        raise RefusedError("This case is not put off.")
    _note("case.brought_back", locked, f"person:{person.pk}", {})


def author_wrote(version: Version) -> None:
    """Bring back what is put off of the author of `version`, in their lane, where we saw it since it was put off."""
    contribution = version.contribution
    if contribution.author_id is None:
        found = _on.rows(contribution, version.seen_at)
    else:
        found = _of_author.rows(contribution.author_id, version.seen_at)
    for one in found:
        _end(one, one.case, "machine")


def bring_back(case: Case, actor: str = "machine") -> None:
    """Bring it back where it is put off: there is more to it now. In the caller's transaction and lane."""
    found = _of_case.first(case)
    if found is not None:
        _end(found, case, actor)


def _end(snoozed: Snooze, case: Case, actor: str) -> None:
    snoozed.ended_at = timezone.now()
    snoozed.save(update_fields=["ended_at"])
    _note("case.brought_back", case, actor, {})


def _open(case: Case, person: User) -> Case:
    if not may(person, "decide"):
        raise RefusedError("Your role does not put cases off. Ask a moderator.")
    hold_lane(case.contribution)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    return locked


def _note(kind: str, case: Case, actor: str, facts: dict[str, str], reason: str = "") -> None:
    records.append(
        kind,
        subject=f"contribution:{case.contribution_id}",
        actor=actor,
        facts={"case": case.pk, "kind": case.kind, **facts},
        content={"reason": reason} if reason else None,
    )
