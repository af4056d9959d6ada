"""Rows of the ladder: strikes, warnings, the grounds of blocks, blocks."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.factories.spine import (
    NOON,
    action,
    author,
    channel,
    contribution,
    decision,
    person,
    policy_version,
)

from evenhand.cases.models import Decision
from evenhand.intake.models import Author
from evenhand.people.models import User
from evenhand.sanctions.models import (
    Block,
    Confirmation,
    DiscriminationGround,
    LadderGround,
    LinkedGround,
    SamePerson,
    Strike,
    ThreatGround,
    Warning,
)
from evenhand.sanctions.times import microseconds


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


def linked() -> LinkedGround:
    """A block of an account on Instagram that follows one on Facebook."""
    origin = laddered().block
    there = contribution("Well done.", by=author(channel("instagram")))
    assert there.author is not None
    same = same_person(origin.author, there.author)
    assert same.confirmed_by is not None
    decided = decision(there, policy_version(), "none", by=same.confirmed_by, verdict="no_breach", measures="block")
    ground = LinkedGround.objects.create(
        same_person=same,
        first=same.first,
        second=same.second,
        said_by=same.said_by,
        confirmed_by=same.confirmed_by,
        approved_by=same.confirmed_by,
        origin=origin,
        origin_author=origin.author,
        origin_ground=origin.ground,
        decision=decided,
        contribution=there,
        author=there.author,
        channel=there.channel,
    )
    block(ground, "linked", approved_by=same.confirmed_by)
    return ground


def same_person(one: Author, other: Author, **changes: object) -> SamePerson:
    """Two people's word that two accounts are one person's."""
    first, second = sorted((one, other), key=lambda account: account.pk)
    fields: dict[str, object] = {
        "first": first,
        "first_channel": first.channel,
        "second": second,
        "second_channel": second.channel,
        "how": "told_us",
        "evidence": "She wrote that she has both.",
        "said_by": person("moderator"),
        "confirmed_by": person("approver"),
        "confirmed_at": NOON,
    }
    return SamePerson.objects.create(**{**fields, **changes})


def not_the_same() -> SamePerson:
    """Somebody found since that two accounts are two persons'."""
    return same_person(
        author(), author(channel("x")), ended_by=person("moderator"), ended_at=NOON, ended_why="She rang."
    )


def block(on: LadderGround | DiscriminationGround | ThreatGround | LinkedGround, kind: str, **changes: object) -> Block:
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
