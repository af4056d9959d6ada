"""Builds rows for tests, straight in the database: what a test does not care about has a default here."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from evenhand import records
from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Disposition, Post, Version
from evenhand.judgement.models import Assessment, AutomaticHide, Guideline, PolicyVersion
from evenhand.people.models import User
from evenhand.people.services import create_user
from evenhand.records.models import Evidence
from evenhand.sanctions import references
from evenhand.sanctions.models import (
    Appeal,
    Block,
    Confirmation,
    DiscriminationGround,
    LadderGround,
    Reference,
    Statement,
    StatementEdit,
    Strike,
    ThreatGround,
    Warning,
)
from evenhand.sanctions.times import microseconds
from evenhand.support import handling, library
from evenhand.support.models import Answer, AnswerText, AnswerUse, AutomaticText, Conversation, MemberReport, Merge

numbers = itertools.count(1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def person(*roles: str, name: str = "") -> User:
    """Somebody who works here, with roles."""
    number = next(numbers)
    return create_user(f"person{number}", "a long enough passphrase", roles, display_name=name or f"Person {number}")


def channel(platform: str = "facebook") -> Channel:
    """A connected channel."""
    return Channel.objects.create(
        platform=platform, external_id=f"account-{next(numbers)}", name=f"Our {platform}", base_url="http://127.0.0.1:1"
    )


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


def strike(of: Decision, *, dated: bool = True) -> Strike:
    """The strike of a decision; not `dated`, where the platform gives no date."""
    at = of.version.dated_at
    assert of.contribution.author is not None
    return Strike.objects.create(
        decision=of,
        contribution=of.contribution,
        author=of.contribution.author,
        channel=of.contribution.channel,
        guideline=of.guideline,
        nature=of.guideline.nature,
        assessment=of.assessment,
        dated_us=microseconds(at) if at and dated else None,
    )


def warning(of: Strike, *, delivered_at: datetime | None = NOON, state: str = "delivered") -> Warning:
    """A warning for a strike, delivered unless said otherwise."""
    sent = action(of.decision, "warn", means="message")
    delivered_at = delivered_at if state in {"delivered", "withdrawn"} else None
    return Warning.objects.create(
        strike=of,
        author=of.author,
        channel=of.channel,
        guideline=of.guideline,
        policy_version=of.decision.policy_version,
        nature=of.nature,
        guidelines_link="https://www.example.gov.uk/guidelines",
        action=sent,
        state=state,
        means="message",
        delivered_us=microseconds(delivered_at) if delivered_at else None,
        lapses_us=microseconds(delivered_at + timedelta(days=365)) if delivered_at else None,
    )


def confirmation(of: Decision, by: User, *, approver: bool, characteristic: str = "race") -> Confirmation:
    """One person's word that a contribution is discriminatory."""
    return Confirmation.objects.create(
        decision=of,
        contribution=of.contribution,
        person=by,
        as_approver=approver,
        characteristic=characteristic,
        reason="It says that people of one race are worth less.",
    )


def case(of: Contribution, kind: str = "review", priority: int = 3) -> Case:
    """An open case."""
    due = timezone.now() + timedelta(days=1)
    return Case.objects.create(contribution=of, kind=kind, priority=priority, why=["A test."], due_at=due)


def case_closed(of: Contribution, kind: str) -> None:
    """Close the open cases of a kind."""
    rows = Case.objects.filter(contribution=of, kind=kind, state="open")
    rows.update(state="closed", outcome="ended", closed_at=timezone.now())


def laddered(**changes: object) -> LadderGround:
    """Warned at noon, breached again half an hour later, blocked."""
    policy, writer = policy_version(), author()
    warned = warning(strike(decision(contribution(by=writer), policy)))
    later = strike(decision(contribution(by=writer, at=NOON + timedelta(minutes=30)), policy))
    assert warned.delivered_us is not None
    assert warned.lapses_us is not None
    assert later.dated_us is not None
    ground = LadderGround.objects.create(
        warning=warned,
        strike=later,
        author=writer,
        channel=writer.channel,
        nature="abuse",
        delivered_us=warned.delivered_us,
        lapses_us=warned.lapses_us,
        breach_us=later.dated_us,
    )
    made = block(ground, "ladder", **changes)
    action(later.decision, "block", authority=made.pk)
    return ground


def confirmed_by_two() -> DiscriminationGround:
    """Two people's word on discrimination, and the block."""
    decided = decision(contribution(), policy_version(), "discrimination")
    first, second = person("moderator"), person("approver")
    assert decided.contribution.author is not None
    ground = DiscriminationGround.objects.create(
        decision=decided,
        contribution=decided.contribution,
        author=decided.contribution.author,
        channel=decided.contribution.channel,
        guideline=decided.guideline,
        first=confirmation(decided, first, approver=False),
        first_person=first,
        second=confirmation(decided, second, approver=True),
        second_person=second,
        characteristic="race",
    )
    block(ground, "discrimination")
    return ground


def ordered_and_lifted() -> ThreatGround:
    """A senior's order, confirmed by a second person and lifted since."""
    decided = decision(contribution(), policy_version(), "threat")
    assert decided.contribution.author is not None
    ground = ThreatGround.objects.create(
        decision=decided,
        contribution=decided.contribution,
        author=decided.contribution.author,
        channel=decided.contribution.channel,
        guideline=decided.guideline,
        senior=person("approver"),
        reason="He names her street.",
        confirm_by=NOON,
        confirmed_by=person("approver"),
        confirmed_at=NOON,
        lifted_at=NOON,
    )
    block(ground, "threat", state="lifted", lifted_at=NOON)
    return ground


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


def reference(of: Decision | None) -> Reference:
    """The number of a decision."""
    assert of is not None
    return Reference.objects.create(decision=of, number=references.new())


def appeal(of: Decision | None = None, **changes: object) -> Appeal:
    """An open appeal against a breach, written down by hand unless told otherwise."""
    against = of or decision(contribution(), policy_version())
    fields: dict[str, object] = {
        "reference": references.new(),
        "way": "hand",
        "words": "It was no insult.",
        "how": "person",
        "decision": against,
        "contribution": against.contribution,
        "version": against.version,
        "first_actor": against.actor,
        "first_decider": against.person,
        "case": changes.get("case") or case(against.contribution, "appeal"),
        "due_at": NOON + timedelta(days=10),
    }
    return Appeal.objects.create(**{**fields, **changes})


def ended(of: Appeal, state: str, by: User, **changes: object) -> Appeal:
    """The appeal as another person ended it."""
    assert of.decision is not None
    fields: dict[str, object] = {
        "state": state,
        "decided_by": by,
        "reasons": "It was an opinion.",
        "letter": "We looked again.",
        "letter_version": of.decision.policy_version,
        "ended_at": NOON,
    }
    if state == "upheld":
        fields["outcome"] = decision(
            of.decision.contribution, of.decision.policy_version, "none", by=by, verdict="no_breach", measures=""
        )
    for name, value in {**fields, **changes}.items():
        setattr(of, name, value)
    of.save()
    return of


def upheld_appeal() -> Appeal:
    """Somebody appealed by message, another person upheld it, and they were told."""
    against = decision(contribution(), policy_version())
    message = contribution("I want to appeal.", by=against.contribution.author, kind="direct_message")
    told = decision(message, against.policy_version, "none", measures="message", verdict="no_breach")
    made = appeal(against, way="message", message=message, how="author")
    return ended(made, "upheld", person("moderator"), told=told)


def statement(of: Decision | None = None, **changes: object) -> Statement:
    """A statement of reasons with its first words."""
    against = of or decision(contribution(), policy_version())
    made = Statement.objects.create(**{"decision": against, "language": "en", "unchecked": False, **changes})
    StatementEdit.objects.create(statement=made, number=1, words="This is why.")
    return made


def sent_statement() -> Statement:
    """A statement that was sent."""
    made = statement()
    policy = made.decision.policy_version
    made.sent = decision(made.decision.contribution, policy, "none", measures="message", verdict="no_breach")
    made.save()
    return made


def answer(title: str = "Booking a visit", **changes: object) -> Answer:
    """An approved answer, made and checked by a responder lead; retired where `retired` says why."""
    retired = str(changes.pop("retired", ""))
    draft = {
        "title": title,
        "topic": "visits",
        "asked": "how do I book a visit",
        "owner": "Visits team",
        "source": "https://www.gov.uk/prison-visits",
        "review_on": timezone.localdate() + timedelta(days=180),
        "words": {"en": "Hello {name}, you can book a visit online."},
        "checked": frozenset({"en"}),
        **changes,
    }
    keeper = person("responder_lead")
    made = library.make(keeper, library.Draft(**draft))  # type: ignore[arg-type]  # a test names just what it changes
    if retired:
        library.retire(made, keeper, retired)
        made.refresh_from_db()
    return made


def used_answer() -> AnswerUse:
    """An approved answer that was sent and is retired now."""
    kept = answer(retired="It is out of date.")
    text = AnswerText.objects.select_related("version").get(version__answer=kept)
    sent = decision(contribution(), policy_version(), "none", measures="reply", verdict="no_breach")
    today = timezone.localdate()
    return AnswerUse.objects.create(
        decision=sent, text=text, version=text.version, review_on=text.version.review_on, used_on=today, changed=False
    )


def merged() -> Merge:
    """Two questions of one person that went on as one, with their notes."""
    first = contribution()
    one, other = case(first, "question"), case(contribution(by=first.author), "question")
    for of in (first, other.contribution):
        assessment(of, policy_version())
    return handling.merge(one, other, person("moderator"))


def block(on: LadderGround | DiscriminationGround | ThreatGround, kind: str, **changes: object) -> Block:
    """The block of a ground."""
    fields: dict[str, object] = {
        "author": on.author,
        "channel": on.channel,
        "ground": kind,
        kind: on,
        "approved_by": person("approver"),
        "review_on": NOON.date(),
    }
    return Block.objects.create(**{**fields, **changes})
