"""Makes small, whole situations in the database for tests of the screens: written for here, all invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from tests import factories as make

from evenhand.actions.models import Action
from evenhand.actions.planning import carry_out
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Disposition, Post, Version
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, PolicyVersion
from evenhand.people.models import User
from evenhand.people.roles import give_roles
from evenhand.policy import Policy, Register, load, load_claims

PASSWORD = "a-long-enough-word"
Found = tuple[str, Sequence[tuple[str, str, str]]]
"""A guideline's id and its evidence: (words of the text, signal, detail)."""


@cache
def _hmpps() -> tuple[Policy, Register]:
    """The policy file and its register, read once a run: reading checks every rule."""
    file = policies.policy_file("hmpps")
    return load(file), load_claims(file.with_name("hmpps-claims.yaml"))


@transaction.atomic
def policy() -> PolicyVersion:
    """The HMPPS policy with its register of false claims, stored and in force."""
    try:
        return policies.in_force()
    except policies.NoPolicyInForceError:
        rules, register = _hmpps()
        version = policies.store(rules)
        policies.store_claims(register)
        policies.activate(version, None)
        return version


def user(name: str, *roles: str, shown: str = "") -> User:
    """A person with these roles; the quick hash keeps tests quick."""
    made, _ = User.objects.get_or_create(username=name, defaults={"display_name": shown or name.capitalize()})
    made.set_password(PASSWORD)
    made.save()
    give_roles(made, roles)
    return made


def channel(platform: str = "facebook") -> Channel:
    """One channel on a platform."""
    made, _ = Channel.objects.get_or_create(
        platform=platform,
        external_id=f"{platform}-1",
        defaults={
            "name": "Harbourside Prisons",
            "base_url": f"http://127.0.0.1:9/{platform}",
            "state": Channel.State.WORKING,
            "last_polled_at": timezone.now(),
            "last_ok_at": timezone.now(),
            "plan": make.plan_row() if platform == "x" else None,
        },
    )
    return made


def author(on: Channel, name: str = "Sam Whitlow") -> Author:
    """An author on a channel."""
    key = name.lower().replace(" ", ".")
    made, _ = Author.objects.get_or_create(channel=on, external_id=key, defaults={"handle": key, "display_name": name})
    return made


def post(on: Channel, text: str = "We are recruiting prison officers in Harbourside. Could it be you?") -> Post:
    """A post of the organisation."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    made, _ = Post.objects.get_or_create(
        channel=on,
        external_id=f"post-{digest}",
        defaults={
            "text": text,
            "published_at": timezone.now() - timedelta(hours=5),
            "permalink": "https://example.com/p/1",
        },
    )
    return made


@transaction.atomic
def contribution(  # noqa: PLR0913  (each says one thing of the situation, by name)
    text: str,
    *,
    on: Channel | None = None,
    kind: str = "comment",
    by: Author | None = None,
    parent: Contribution | None = None,
    at: datetime | None = None,
) -> Contribution:
    """A contribution with its first version."""
    on = on or channel()
    number = Contribution.objects.count() + 1
    at = at or timezone.now() - timedelta(minutes=20)
    made = Contribution.objects.create(
        channel=on,
        external_id=f"c-{number}",
        kind=kind,
        author=by or author(on),
        post=None if kind == "direct_message" else post(on),
        parent=parent,
        permalink="" if kind == "direct_message" else f"https://example.com/c/{number}",
        published_at=at,
        disposition=Disposition.objects.create(),
    )
    version(made, text, at=at)
    return made


def version(of: Contribution, text: str, change: str = "created", at: datetime | None = None) -> Version:
    """One more version of a contribution."""
    of.latest_version += 1
    of.save()
    return Version.objects.create(
        contribution=of,
        number=of.latest_version,
        change=change,
        text=text,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        dated_at=at or timezone.now(),
    )


def assess(
    of: Contribution,
    *found: Found,
    outcome: str = "remove",
    at_risk: bool = False,
    intents: Sequence[str] = (),
) -> Assessment:
    """An assessment of the latest version, with the evidence placed where the words stand."""
    latest = of.versions.get(number=of.latest_version)
    return Assessment.objects.create(
        version=latest,
        policy_version=policy(),
        outcome=outcome if found or at_risk else "allow",
        at_risk=at_risk,
        language="en",
        findings=[_finding(latest.text, code, evidence) for code, evidence in found],
        intents=[{"id": intent, "score": 0.9} for intent in intents],
        signals=[],
    )


@transaction.atomic
def planned() -> None:
    """Plan the actions of every decision, as the worker does."""
    for decision in Decision.objects.order_by("pk"):
        carry_out(decision)


def _finding(text: str, code: str, evidence: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    rows = []
    for words, signal, detail in evidence:
        start = text.index(words)
        rows.append({"start": start, "end": start + len(words), "signal": signal, "detail": detail})
    return {"guideline_id": code, "score": 0.92, "evidence": rows}


@transaction.atomic
def case(  # noqa: PLR0913  (as above)
    text: str,
    *found: Found,
    kind: Case.Kind = Case.Kind.REVIEW,
    priority: int = 3,
    why: Sequence[str] = ("May breach a guideline.",),
    of: Contribution | None = None,
    outcome: str = "remove",
    at_risk: bool = False,
    **where: Any,  # noqa: ANN401  (handed on to `contribution` as it is)
) -> Case:
    """A contribution, its assessment and an open case for it."""
    written = of or contribution(text, **where)
    judged = Assessment.objects.filter(version__contribution=written).first()
    judged = judged or assess(written, *found, outcome=outcome, at_risk=at_risk)
    written.disposition.state = Disposition.State.WAITING
    written.disposition.save()
    return open_case(written, kind, priority=priority, why=why, assessment=judged)


@transaction.atomic
def carried_out(decision: Decision) -> Decision:
    """The decision with what it asks for done, as the platform showed it."""
    for action in carry_out(decision):
        Action.objects.filter(pk=action.pk).update(state="done", seen="read_back", done_at=timezone.now())
    return decision
