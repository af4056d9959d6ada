"""Rows of redress: numbers of decisions, appeals and how they ended, statements of reasons."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.spine import NOON, case, case_closed, contribution, decision, person, policy_version

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions import references
from evenhand.sanctions.models import (
    Appeal,
    Reference,
    Statement,
    StatementEdit,
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
        "masks": {"words": [], "link": []},
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
    if state == "repeated":
        fields["repeats"] = Appeal.objects.filter(decision=of.decision, state="turned_down").last()
    if state == "upheld":
        fields["outcome"] = decision(
            of.decision.contribution, of.decision.policy_version, "none", by=by, verdict="no_breach", measures=""
        )
    for name, value in {**fields, **changes}.items():
        setattr(of, name, value)
    of.save()
    return of


def turned_down_twice() -> Appeal:
    """An open appeal against what two people have looked at afresh already; somebody else is here to look."""
    against = decision(contribution(), policy_version())
    for _ in range(2):
        ended(appeal(against), "turned_down", person("moderator"))
        case_closed(against.contribution, "appeal")
    person("moderator")
    return appeal(against)


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
