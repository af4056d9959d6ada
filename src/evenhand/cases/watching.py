"""The watch-list of active court cases: what names one in public goes to legal, so that no trial is put at risk.

Names are found as whole words, whatever their case, accents or apostrophes. Direct messages are published to nobody,
so they are left alone. What was written before a case was put on the list is looked through once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records, work
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, WatchedCase
from evenhand.cases.queue import open_case, settle_disposition
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import PlatformState
from evenhand.signals.normalise import normalise
from evenhand.store.prepared import Value, prepared

PRIORITY = 2
SHORTEST = 4
"""Letters and digits of a name: a shorter one would be found in every other comment."""
MOST_NAMES = 40
BACK = timedelta(days=30)
LAST = 2**63 - 1
PIECE = 2000
"""Texts that one task looks through; the next goes on where it ended, until none is left."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the list is to hold of a case."""

    title: str
    names: tuple[str, ...]
    court: str
    why: str
    until: date


@prepared
def _active(today: Value) -> QuerySet[WatchedCase]:
    return WatchedCase.objects.filter(ended_at__isnull=True, until__gte=today).order_by("pk")


def active() -> list[WatchedCase]:
    """The cases that are watched today."""
    return list(_active.rows(timezone.localdate()))


def named_in(text: str, cases: Sequence[WatchedCase]) -> list[WatchedCase]:
    """Those that a text names."""
    plain = _words(text)
    return [case for case in cases if any(_stands_in(name, plain) for name in case.names)]


def look(contribution: Contribution, text: str) -> list[Case]:
    """Open a case for legal where a public text names a watched court case; in the caller's transaction and lane."""
    if contribution.is_private:
        return []
    return [_to_legal(contribution, case) for case in named_in(text, active())]


@transaction.atomic
def watch(person: User, told: Watched) -> WatchedCase:
    """Put a court case on the list. RefusedError with the reason."""
    _check(person, told)
    made = WatchedCase.objects.create(
        title=told.title.strip(),
        names=list(_names(told)),
        court=told.court.strip(),
        why=told.why.strip(),
        until=told.until,
        added_by=person,
    )
    _note(made, person, "watch_list.added", {"until": made.until.isoformat()})
    _go_on(made, LAST)
    return made


@transaction.atomic
def end(watched: WatchedCase, person: User) -> None:
    """Take a court case off the list, before its day."""
    if not may(person, "keep_watch_list"):
        raise RefusedError("Your role does not keep the watch-list. Ask an approver.")
    row = WatchedCase.objects.select_for_update().get(pk=watched.pk)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _note(row, person, "watch_list.ended", {})


def look_back(watched: WatchedCase, before: int = LAST) -> int:
    """Have what names it already, in the next piece of the texts before version `before`, looked at; gives how many.

    Each text is read as a new one is, since a database's own comparison knows neither accents nor apostrophes.
    """
    if watched.ended_at is not None:
        return 0
    since = watched.added_at - BACK
    rows = Version.objects.filter(pk__lt=before, contribution__published_at__gte=since, erased_at=None)
    rows = rows.exclude(contribution__kind="direct_message").select_related("contribution").order_by("-pk")
    piece = list(rows[:PIECE])
    found = {row.contribution_id: row.contribution for row in piece if named_in(row.text, [watched])}
    for contribution in found.values():
        work.enqueue(
            "cases.look_at_named",
            {"watched_id": watched.pk, "contribution_id": contribution.pk},
            lane=lane_of(contribution),
            key=f"look-at-named:{watched.pk}:{contribution.pk}",
            priority=3,
        )
    if len(piece) == PIECE:
        _go_on(watched, piece[-1].pk)
    return len(found)


def _go_on(watched: WatchedCase, before: int) -> None:
    work.enqueue(
        "cases.look_back",
        {"watched_id": watched.pk, "before": before},
        key=f"look-back:{watched.pk}:{before}",
        priority=5,
    )


def look_at(watched: WatchedCase, contribution: Contribution) -> None:
    """Open the case for legal for one that was here before, if it still says so."""
    hold_lane(contribution)
    latest = Version.objects.filter(contribution=contribution).exclude(change="removed").order_by("-number").first()
    gone = contribution.platform_state == PlatformState.GONE
    if latest is not None and not gone and watched.ended_at is None and named_in(latest.text, [watched]):
        _to_legal(contribution, watched)
        settle_disposition(contribution)


def _to_legal(contribution: Contribution, watched: WatchedCase) -> Case:
    why = f"It may name the court case ‘{watched.title}’, which is watched until {watched.until:%d/%m/%Y}."
    return open_case(contribution, Case.Kind.LEGAL, priority=PRIORITY, why=(why,))


def _check(person: User, told: Watched) -> None:
    if not may(person, "keep_watch_list"):
        raise RefusedError("Your role does not keep the watch-list. Ask an approver.")
    if not told.title.strip():
        raise RefusedError("Say which court case it is.", "title")
    names = _names(told)
    if not names:
        raise RefusedError("Give at least one name or number that people may write.", "names")
    if len(names) > MOST_NAMES:
        raise RefusedError(f"Give at most {MOST_NAMES} names.", "names")
    short = next((name for name in names if len(re.sub(r"[\W_]", "", name)) < SHORTEST), None)
    if short is not None:
        raise RefusedError(f"‘{short}’ would be found in many comments. Write at least {SHORTEST} letters.", "names")
    if not told.why.strip():
        raise RefusedError("Say why it is watched.", "why")
    if told.until < timezone.localdate():
        raise RefusedError("The day until which it is watched has passed.", "until")


def _names(told: Watched) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(name.split()) for name in told.names if name.strip()))


def _stands_in(name: str, plain: str) -> bool:
    apart = r"\W+".join(re.findall(r"[^\W_]+", _words(name)))
    return bool(apart) and bool(re.search(rf"(?<!\w){apart}(?!\w)", plain))


def _words(text: str) -> str:
    return re.sub(r"['’]", " ", normalise(text).plain)


def _note(watched: WatchedCase, person: User, kind: str, facts: dict[str, str]) -> None:
    records.append(
        kind,
        subject=f"watched:{watched.pk}",
        actor=f"person:{person.pk}",
        facts={"watched": watched.pk, **facts},
        content={"title": watched.title, "names": [str(name) for name in watched.names], "why": watched.why},
    )
