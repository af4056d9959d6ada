"""Incident mode: one switch for surge rules, templates and the staffing view. It ends by itself, and is on record.

While it is on, every text is read as if under a sensitive post (the lower thresholds that the signed policy gives for
that), the chosen approved answers are suggested first, and the desk shows who works on what. No rule is loosened by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Assignment, Case, Decision
from evenhand.cases.snoozing import put_off
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Incident
from evenhand.people.models import User
from evenhand.people.permissions import may

LONGEST = timedelta(days=7)
MOST_WHY = 500
MOST_ANSWERS = 10
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
RECENT = 5000
"""The newest decisions of people that the staffing view looks at: more than are made in an hour, and no whole table."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What one person has: open cases taken, decisions of the last hour, when the last one among the newest was."""

    person: User
    taken: int
    decided: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who works on what, and what waits: untaken cases, those due within the hour and overdue, what comes in."""

    hands: tuple[Hands, ...]
    waiting: int
    untaken: int
    urgent: int
    due_soon: int
    overdue: int
    last_hour: int
    usual_hour: float


def current() -> Incident | None:
    """The incident that is on now."""
    rows = Incident.objects.filter(state=Incident.State.ON, until__gt=timezone.now())
    return rows.select_related("started_by").first()


def answers_first() -> tuple[str, ...]:
    """The codes of the approved answers that are suggested first now."""
    found = current()
    return tuple(str(code) for code in found.answers) if found else ()


@transaction.atomic
def start(person: User, *, why: str, until: datetime, answers: tuple[str, ...] = ()) -> Incident:
    """Switch it on. RefusedError with what is wrong."""
    _check_role(person)
    now = timezone.now()
    if not why.strip():
        raise RefusedError("Say what has happened. Everybody at the desk reads it.", "why")
    if len(why) > MOST_WHY:
        raise RefusedError(f"Write at most {MOST_WHY} characters.", "why")
    if until <= now:
        raise RefusedError("Give a time in the future at which it ends.", "until")
    if until > now + LONGEST:
        raise RefusedError("It ends within a week. Switch it on again then if it is still needed.", "until")
    if len(answers) > MOST_ANSWERS:
        raise RefusedError(f"Choose at most {MOST_ANSWERS} approved answers.", "answers")
    end_due()
    if Incident.objects.filter(state=Incident.State.ON).exists():
        raise RefusedError("Incident mode is on already. Reload the page.")
    made = Incident.objects.create(
        why=why.strip(), until=until, answers=list(answers), started_by=person, started_at=now
    )
    facts = {"incident": made.pk, "until": until.isoformat(), "answers": list(answers)}
    _note(made, "incident.started", f"person:{person.pk}", facts, {"why": made.why})
    return made


@transaction.atomic
def end(incident: Incident, person: User) -> None:
    """Switch it off before its end. Twice is once."""
    _check_role(person)
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.state == Incident.State.ON:
        row.state, row.ended_by, row.ended_at = Incident.State.ENDED, person, timezone.now()
        row.save(update_fields=["state", "ended_by", "ended_at"])
        _note(row, "incident.ended", f"person:{person.pk}", {"incident": row.pk})


def end_due() -> int:
    """End what has come to its end, in the caller's transaction; gives how many."""
    rows = list(Incident.objects.select_for_update().filter(state=Incident.State.ON, until__lte=timezone.now()))
    for row in rows:
        row.state, row.ended_at = Incident.State.ENDED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        _note(row, "incident.ended", "machine", {"incident": row.pk})
    return len(rows)


def staffing(kinds_hidden: set[str]) -> Staffing:
    """Who works on what now; cases of `kinds_hidden` are not counted."""
    now = timezone.now()
    waiting = Case.objects.filter(state=Case.State.OPEN).exclude(put_off()).exclude(kind__in=kinds_hidden)
    taken = Assignment.objects.filter(released_at__isnull=True)
    week = Contribution.objects.filter(first_seen_at__gte=now - WEEK).count()
    return Staffing(
        hands=_hands(now, kinds_hidden),
        waiting=waiting.count(),
        untaken=waiting.exclude(pk__in=taken.values("case_id")).count(),
        urgent=waiting.filter(priority=1).count(),
        due_soon=waiting.filter(due_at__gt=now, due_at__lte=now + HOUR).count(),
        overdue=waiting.filter(due_at__lte=now).count(),
        last_hour=Contribution.objects.filter(first_seen_at__gte=now - HOUR).count(),
        usual_hour=week / (WEEK / HOUR),
    )


def _hands(now: datetime, kinds_hidden: set[str]) -> tuple[Hands, ...]:
    """Those who may decide, who has most first."""
    open_ones = Q(assignments__released_at__isnull=True, assignments__case__state=Case.State.OPEN)
    rows = User.objects.filter(is_active=True).annotate(
        taken=Count("assignments", filter=open_ones & ~Q(assignments__case__kind__in=kinds_hidden), distinct=True)
    )
    made = Decision.objects.filter(person__isnull=False).order_by("-pk").values_list("person_id", "decided_at")
    times: dict[int | None, list[datetime]] = {}
    for who, at in made[:RECENT]:
        times.setdefault(who, []).append(at)
    found = [_hands_of(one, one.taken, times.get(one.pk, []), now) for one in rows if may(one, "decide")]
    return tuple(sorted(found, key=lambda one: (-one.taken, -one.decided, one.person.shown_name)))


def _hands_of(person: User, taken: int, decided: list[datetime], now: datetime) -> Hands:
    return Hands(person, taken, sum(at >= now - HOUR for at in decided), max(decided, default=None))


def _check_role(person: User) -> None:
    if not may(person, "run_incident"):
        raise RefusedError("Your role does not switch incident mode. Ask an approver or a responder lead.")


def _note(
    row: Incident, kind: str, actor: str, facts: dict[str, object], content: dict[str, str] | None = None
) -> None:
    records.append(kind, subject=f"incident:{row.pk}", actor=actor, facts=facts, content=content)
