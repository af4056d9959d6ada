"""The compiled policy: verdicts, intents, outcome and what the machine may do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.making import SIGNALS, good

from evenhand.policy import Outcome, Policy, Verdict, compiled
from evenhand.policy.conditions import Value

JUDGE = compiled(good())
HERE: dict[str, Value] = {"platform": "facebook", "kind": "comment"}


def test_nothing_fired_is_allowed() -> None:
    ruling = JUDGE.ruling({"profanity": 0.0, **HERE})
    assert ruling.verdicts == ()
    assert ruling.outcome is Outcome.ALLOW
    assert not ruling.automatic
    assert not ruling.at_risk
    assert JUDGE.verdicts({}) == []


def test_a_verdict_scores_what_drove_it_and_not_what_held_it_back() -> None:
    assert JUDGE.verdicts({"profanity": 0.6, "quoted": 0.4}) == [Verdict("language", 0.6, automatic=False)]


def test_verdicts_come_most_serious_first() -> None:
    ruling = JUDGE.ruling({"profanity": 0.9, "slur": 0.7, **HERE})
    assert [verdict.guideline_id for verdict in ruling.verdicts] == ["hate", "language"]
    assert ruling.verdicts[0].score == 0.7
    assert ruling.outcome is Outcome.REMOVE_AND_BLOCK
    assert ruling.automatic


@pytest.mark.parametrize(
    ("where", "automatic"),
    [
        ({"platform": "facebook", "kind": "comment"}, True),
        ({"platform": "youtube", "kind": "comment"}, True),
        ({"platform": "linkedin", "kind": "comment"}, False),
        ({"platform": "x", "kind": "comment"}, False),
        ({"platform": "facebook", "kind": "direct_message"}, False),
        ({}, False),
    ],
)
def test_the_machine_hides_only_where_the_policy_lets_it_and_never_a_direct_message(
    where: dict[str, str],
    automatic: bool,  # noqa: FBT001  # a table's column
) -> None:
    assert JUDGE.verdicts({"profanity": 1.0, **where}) == [Verdict("language", 1.0, automatic=automatic)]


def test_below_its_threshold_the_machine_leaves_it_to_people() -> None:
    assert JUDGE.verdicts({"profanity": 0.7, **HERE}) == [Verdict("language", 0.7, automatic=False)]


def test_risk_and_credible_threat_escalate_above_all_else() -> None:
    assert JUDGE.ruling({"at_risk": 0.9}).outcome is Outcome.ESCALATE
    assert JUDGE.ruling({"at_risk": 0.9}).at_risk
    ruling = JUDGE.ruling({"threat": 0.95, "slur": 0.9})
    assert ruling.credible_threat
    assert ruling.outcome is Outcome.ESCALATE


def test_the_file_holds_the_order_of_outcomes() -> None:
    judge = compiled(
        good(("[escalate, remove_and_block, remove, allow]", "[remove, escalate, remove_and_block, allow]"))
    )
    assert judge.ruling({"profanity": 0.9, "at_risk": 0.9}).outcome is Outcome.REMOVE


def test_risk_alone_is_no_breach_and_hides_nothing() -> None:
    ruling = JUDGE.ruling({"at_risk": 1.0, **HERE})
    assert ruling.verdicts == ()
    assert not ruling.automatic


def test_intents_come_highest_score_first() -> None:
    assert JUDGE.ruling({"question": 0.6, "at_risk": 0.9}).intents == (("at_risk", 0.9), ("question", 0.6))


def test_a_score_of_its_own_is_used_and_bounded() -> None:
    judge = compiled(good(("score: slur", "score: slur * 4.0")))
    assert judge.verdicts({"slur": 0.6}) == [Verdict("hate", 1.0, automatic=False)]


def test_evidence_signals_are_named_by_guideline() -> None:
    assert JUDGE.signals("language") == ("profanity",)
    with pytest.raises(KeyError, match="no guideline 'other'"):
        JUDGE.signals("other")


scores = st.floats(0, 1)


@given(st.dictionaries(st.sampled_from(sorted(SIGNALS)), scores), st.sampled_from(["facebook", "linkedin", "x", ""]))
def test_absent_and_zero_are_the_same_and_gating_changes_nothing(values: dict[str, float], platform: str) -> None:
    full: dict[str, Value] = {**dict.fromkeys(SIGNALS, 0.0), **values, "platform": platform, "kind": "comment"}
    ruling = JUDGE.ruling({**values, "platform": platform, "kind": "comment"})
    assert ruling == JUDGE.ruling(full)
    profane = values.get("profanity", 0.0) > 0.5 and values.get("quoted", 0.0) < 0.5
    assert ("language" in {verdict.guideline_id for verdict in ruling.verdicts}) is profane


def test_judging_is_fast() -> None:
    values: dict[str, Value] = {**dict.fromkeys(SIGNALS, 0.0), "profanity": 0.9, "slur": 0.9, **HERE}
    best = min(_microseconds(values) for _ in range(300))  # short bursts: a busy machine leaves some of them alone
    assert best < 100, f"{best:.0f} microseconds a text when something fired"


def _microseconds(values: dict[str, Value]) -> float:
    started = time.perf_counter()
    for _ in range(10):
        JUDGE.verdicts(values)
    return (time.perf_counter() - started) / 10 * 1e6


def test_a_policy_can_be_asked_for_its_guidelines() -> None:
    policy: Policy = good()
    assert policy.guideline("hate").title == "Hatred"
    assert policy.number("hate") == 2
    with pytest.raises(KeyError, match="no guideline 'other'"):
        policy.guideline("other")


def test_a_rule_that_weighs_risk_never_moves_the_machine_where_risk_may_not_be_read() -> None:
    judge = compiled(
        good(("automatic_when: profanity > 0.8 &&", "automatic_when: profanity > 0.8 && at_risk < 0.3 &&"))
    )
    said: dict[str, Value] = {"profanity": 1.0, **HERE}
    assert judge.ruling(said).automatic
    unread = judge.ruling(said, risk_read=False)
    assert unread.verdicts == (Verdict("language", 1.0, automatic=False),), "it is a breach, and a person decides"
    assert JUDGE.ruling(said, risk_read=False).automatic, "a rule that does not weigh risk does not miss it"
