"""What an action may be, the tables hold, whoever writes them (promises 2, 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make

from evenhand.actions.models import Action, Attempt, ManualTask
from evenhand.cases.models import Decision
from evenhand.judgement.models import AutomaticHide

pytestmark = pytest.mark.django_db


def refused(attempt: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def machine_decision(**changes: object) -> Decision:
    """A decision of the machine, as the policy allows it."""
    policy = make.policy_version()
    written = make.contribution()
    judged = make.assessment(written, policy)
    permit = AutomaticHide.objects.get(guideline__policy_version=policy, guideline__code="obscenity")
    fields: dict[str, object] = {
        "contribution": written,
        "contribution_kind": written.kind,
        "version": judged.version,
        "assessment": judged,
        "policy_version": policy,
        "guideline": permit.guideline,
        "verdict": "breach",
        "facts": "It matched.",
        "measures": "hide",
        "actor": "machine",
        "automatic_hide": permit,
        "key": f"key-{next(make.numbers)}",
    }
    return Decision.objects.create(**{**fields, **changes})


def test_the_machine_may_hide() -> None:
    decision = machine_decision()
    assert make.action(decision, "hide", evidence=make.evidence(decision.contribution)).pk


@pytest.mark.parametrize("measures", ["delete", "hide,delete", "warn", "platform_report", ""])
def test_the_machine_decides_nothing_but_to_hide(measures: str) -> None:
    refused(lambda: machine_decision(measures=measures))


def test_the_machine_decides_only_with_the_policys_permit() -> None:
    refused(lambda: machine_decision(automatic_hide=None))
    refused(lambda: machine_decision(actor="person"))
    refused(lambda: machine_decision(verdict="no_breach"))
    other = make.policy_version()
    permit = AutomaticHide.objects.get(guideline__policy_version=other, guideline__code="advert")
    refused(lambda: machine_decision(automatic_hide=permit))


def test_the_machine_decides_nothing_on_a_direct_message() -> None:
    policy = make.policy_version()
    written = make.contribution(kind="direct_message")
    judged = make.assessment(written, policy)
    permit = AutomaticHide.objects.get(guideline__policy_version=policy, guideline__code="obscenity")
    parts = {
        "contribution": written,
        "contribution_kind": "direct_message",
        "version": judged.version,
        "assessment": judged,
        "policy_version": policy,
        "guideline": permit.guideline,
        "automatic_hide": permit,
    }
    refused(lambda: machine_decision(**parts))
    refused(lambda: machine_decision(**{**parts, "contribution_kind": "comment"}))


@pytest.mark.parametrize("operation", ["delete", "unhide", "reply", "warn", "platform_report", "unblock"])
def test_the_machine_acts_only_by_hiding(operation: str) -> None:
    decision = machine_decision()
    proof = make.evidence(decision.contribution)
    refused(lambda: make.action(decision, operation, evidence=proof))
    refused(lambda: make.action(decision, operation, evidence=proof, actor="person"))


@pytest.mark.parametrize("operation", ["hide", "delete"])
def test_nothing_is_taken_away_before_evidence(operation: str) -> None:
    decision = make.decision(make.contribution(), make.policy_version())
    refused(lambda: make.action(decision, operation))
    stranger = make.evidence(make.contribution())
    refused(lambda: make.action(decision, operation, evidence=stranger))


@pytest.mark.parametrize("operation", ["hide", "unhide"])
def test_a_direct_message_is_never_hidden(operation: str) -> None:
    decision = make.decision(make.contribution(kind="direct_message"), make.policy_version())
    proof = make.evidence(decision.contribution)
    refused(lambda: make.action(decision, operation, evidence=proof))
    refused(lambda: make.action(decision, operation, evidence=proof, contribution_kind="comment"))


def test_nothing_is_done_on_hope() -> None:
    decision = make.decision(make.contribution(), make.policy_version())
    refused(lambda: make.action(decision, "warn", state="done"))
    refused(lambda: make.action(decision, "warn", state="done", done_at=make.NOON))
    assert make.action(decision, "warn", state="done", done_at=make.NOON, seen="read_back").pk


@pytest.mark.parametrize("operation", ["reply", "message", "warn"])
def test_words_are_never_empty(operation: str) -> None:
    decision = make.decision(make.contribution(), make.policy_version())
    refused(lambda: make.action(decision, operation, text=""))


def test_an_action_has_its_idempotency_key_alone() -> None:
    decision = make.decision(make.contribution(), make.policy_version())
    first = make.action(decision)
    refused(lambda: make.action(decision, key=first.key))
    assert Action.objects.count() == 1


def test_an_action_is_on_the_contribution_and_channel_of_its_decision() -> None:
    policy = make.policy_version()
    decision, other = make.decision(make.contribution(), policy), make.contribution()
    refused(lambda: make.action(decision, contribution=other))
    refused(lambda: make.action(decision, channel=other.channel))


def test_a_decision_needs_its_facts_and_its_measure() -> None:
    policy = make.policy_version()
    refused(lambda: make.decision(make.contribution(), policy, measures=""))
    refused(lambda: machine_decision(facts=""))
    refused(lambda: make.decision(make.contribution(), policy, "misinformation"))


def test_rows_are_named_by_their_ids_alone() -> None:
    """What a row is called reaches logs: nothing personal."""
    action = make.action(make.decision(make.contribution(), make.policy_version()))
    assert str(action) == f"action:{action.pk}"
    assert str(Attempt(action=action, number=2)) == f"attempt 2 of action:{action.pk}"
    assert str(ManualTask(pk=3)) == "manual task:3"
