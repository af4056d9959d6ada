"""Rows of the spine: people, channels, what is written, what is judged and decided, what is done, who reported it."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from evenhand import records
from evenhand.actions.models import Action
from evenhand.cases.models import Bulk, Case, Decision
from evenhand.channels.models import Channel, EnterprisePlan
from evenhand.channels.modes import Plan
from evenhand.intake.models import Author, Contribution, Disposition, Post, Version
from evenhand.judgement.models import Assessment, AutomaticHide, Guideline, PolicyVersion
from evenhand.people.models import User
from evenhand.people.services import create_user
from evenhand.records.models import Evidence
from evenhand.sanctions import references
from evenhand.support.models import AutomaticText, Conversation, FormReport, MemberReport

numbers = itertools.count(1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def person(*roles: str, name: str = "") -> User:
    """Somebody who works here, with roles."""
    number = next(numbers)
    return create_user(f"person{number}", "a long enough passphrase", roles, display_name=name or f"Person {number}")


def channel(platform: str = "facebook") -> Channel:
    """A connected channel."""
    return Channel.objects.create(
        platform=platform,
        external_id=f"account-{next(numbers)}",
        name=f"Our {platform}",
        base_url="http://127.0.0.1:1",
        plan=plan_row() if platform == "x" else None,
    )


def plan() -> Plan:
    """What X confirmed."""
    return Plan("Kit Marsh, X Public Sector", date(2024, 11, 4), "Order form 117, records store")


def plan_row() -> EnterprisePlan:
    """The same as a row."""
    told = asdict(plan())
    return EnterprisePlan.objects.create(**told, recorded_by="a test")


def policy_version() -> PolicyVersion:
    """A small policy as rows: one guideline of each nature and track, the rows a real one would make."""
    number = next(numbers)
    version = PolicyVersion.objects.create(
        name="test",
        digest=f"{number:064d}",
        source="{}",
        guidelines_url="https://www.example.gov.uk/guidelines",
        warning_months=12,
    )
    rules = [
        ("discrimination", "immediate_block", True, "abuse", False),
        ("threat", "warn_first", True, "abuse", False),
        ("harassment", "warn_first", True, "abuse", False),
        ("obscenity", "warn_first", True, "abuse", False),
        ("advert", "warn_first", True, "commerce", False),
        ("misinformation", "warn_first", True, "falsehood", True),
        ("self_harm_detail", "warn_first", False, "none", False),
        ("none", "warn_first", False, "none", False),
    ]
    for position, (code, track, strike, nature, source) in enumerate(rules):
        row = Guideline.objects.create(
            policy_version=version,
            code=code,
            title=code.replace("_", " ").capitalize(),
            position=position,
            track=track,
            makes_strike=strike,
            nature=nature,
            needs_source=source,
        )
        if code in {"discrimination", "obscenity", "advert"}:
            AutomaticHide.objects.create(guideline=row, platform="facebook")
    return version


def author(on: Channel | None = None) -> Author:
    """Somebody who writes on a channel."""
    number = next(numbers)
    return Author.objects.create(
        channel=on or channel(), external_id=f"author-{number}", display_name=f"Writer {number}"
    )


def contribution(
    text: str = "Some words.",
    *,
    by: Author | None = None,
    kind: str = "comment",
    at: datetime = NOON,
    state: str = "visible",
) -> Contribution:
    """A contribution with its first version and its disposition."""
    writer = by or author()
    post = Post.objects.create(
        channel=writer.channel,
        external_id=f"post-{next(numbers)}",
        text="Join us.",
        published_at=at - timedelta(days=1),
    )
    row = Contribution.objects.create(
        channel=writer.channel,
        external_id=f"contribution-{next(numbers)}",
        kind=kind,
        author=writer,
        post=None if kind == "direct_message" else post,
        published_at=at,
        platform_state=state,
        latest_version=1,
        disposition=Disposition.objects.create(),
    )
    version(row, text, at=at, number=1)
    return row


def version(
    of: Contribution, text: str, *, at: datetime | None = NOON, number: int = 1, change: str = "created"
) -> Version:
    """One version of a contribution."""
    return Version.objects.create(
        contribution=of, number=number, change=change, text=text, digest=f"{next(numbers):064d}", dated_at=at
    )


def assessment(
    of: Contribution, policy: PolicyVersion, *, at_risk: bool = False, outcome: str = "remove"
) -> Assessment:
    """An assessment of the latest version."""
    latest = of.versions.order_by("-number")[0]
    return Assessment.objects.create(version=latest, policy_version=policy, outcome=outcome, at_risk=at_risk)


def decision(  # noqa: PLR0913 (a test names just what it cares about)
    of: Contribution,
    policy: PolicyVersion,
    code: str = "harassment",
    *,
    by: User | None = None,
    measures: str = "hide,warn",
    verdict: str = "breach",
    at_risk: bool = False,
    bulk: Bulk | None = None,
) -> Decision:
    """A person's decision on the latest version."""
    judged = Assessment.objects.filter(version__contribution=of, policy_version=policy).order_by("-pk").first()
    judged = judged or assessment(of, policy, at_risk=at_risk)
    rule = Guideline.objects.get(policy_version=policy, code=code)
    return Decision.objects.create(
        contribution=of,
        contribution_kind=of.kind,
        version=judged.version,
        assessment=judged,
        policy_version=policy,
        guideline=rule,
        needs_source=rule.needs_source,
        verdict=verdict,
        facts="It calls her names.",
        measures=measures,
        actor="person",
        person=by or person("moderator"),
        bulk=bulk,
        in_bulk=bulk is not None,
        key=f"key-{next(numbers)}",
    )


def evidence(of: Contribution) -> Evidence:
    """Captured evidence of a contribution; inside a transaction."""
    return records.capture_evidence(of.pk, 1, {"text": "Some words."})


def action(of: Decision, operation: str = "warn", **more: object) -> Action:
    """An action of a decision."""
    fields: dict[str, object] = {
        "decision": of,
        "contribution": of.contribution,
        "contribution_kind": of.contribution_kind,
        "channel": of.contribution.channel,
        "author": of.contribution.author,
        "operation": operation,
        "actor": of.actor,
        "person": of.person,
        "text": "Words to send." if operation in {"warn", "reply", "message"} else "",
        "key": f"action-{next(numbers)}",
    }
    return Action.objects.create(**{**fields, **more})


def case(of: Contribution, kind: str = "review", priority: int = 3) -> Case:
    """An open case."""
    due = timezone.now() + timedelta(days=1)
    return Case.objects.create(contribution=of, kind=kind, priority=priority, why=["A test."], due_at=due)


def case_closed(of: Contribution, kind: str) -> None:
    """Close the open cases of a kind."""
    rows = Case.objects.filter(contribution=of, kind=kind, state="open")
    rows.update(state="closed", outcome="ended", closed_at=timezone.now())


def told_report() -> MemberReport:
    """Somebody reported a comment by message, was thanked and told the outcome; their conversation is over."""
    policy, writer = policy_version(), author()
    message = contribution(by=writer, kind="direct_message")
    conversation = Conversation.objects.create(
        author=writer, begun_by=message, begun_at=NOON, last_at=NOON, ended_at=NOON
    )
    AutomaticText.objects.create(
        conversation=conversation,
        author=writer,
        message=message,
        policy_version=policy,
        letter="report_received",
        language="en",
        words="Thank you.",
    )
    found = contribution(by=author(writer.channel))
    return MemberReport.objects.create(
        message=message,
        author=writer,
        channel=writer.channel,
        state="told",
        found=found,
        how="link",
        score=1.0,
        case=case(found, "member_report"),
        outcome=decision(message, policy, "none", measures="message", verdict="no_breach"),
    )


def form_report(**changes: object) -> FormReport:
    """A report by the public form, whose comment is to be found unless told otherwise."""
    fields: dict[str, object] = {
        "reference": references.new(),
        "channel": changes.get("channel") or channel(),
        "words": "The one about the car park.",
        "masks": {"words": [], "link": []},
        "due_at": NOON + timedelta(days=1),
    }
    return FormReport.objects.create(**{**fields, **changes})


def told_form_report() -> FormReport:
    """One whose comment was decided on, so that its page tells the outcome."""
    decided = decision(contribution(), policy_version())
    about = decided.contribution
    ended: dict[str, object] = {"state": "told", "outcome": decided, "letter": "We acted.", "ended_at": NOON}
    return form_report(channel=about.channel, found=about, how="link", case=case(about, "member_report"), **ended)


def closed_form_report() -> FormReport:
    """One whose comment nobody found."""
    return form_report(state="closed", closed_by=person("moderator"), reasons="Not there.", ended_at=NOON)
