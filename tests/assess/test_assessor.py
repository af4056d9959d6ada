"""Text and context in, assessment out: the design's promises about outcomes, hides, risk and criticism."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.assess import Assessor, assess_text
from evenhand.assess.surroundings import Surroundings
from evenhand.assess.wire import as_dict, as_json
from evenhand.policy import Policy, find, load
from evenhand.signals.catalogue import specs
from evenhand.signals.interface import Context, Cost, Detectors, Signal, View

texts = st.text(st.characters(codec=None), max_size=200)
FACEBOOK = Context("facebook")


def guidelines(assessor: Assessor, text: str, context: Context = FACEBOOK) -> list[str]:
    return [finding.guideline_id for finding in assessor.assess(text, context).findings]


@settings(max_examples=200)
@given(texts)
def test_any_text_is_assessed_with_evidence_inside_it(text: str) -> None:
    judged = _assessor().assess(text, FACEBOOK)
    for finding in judged.findings:
        assert 0 <= finding.score <= 1
        assert finding.evidence, finding
        for item in finding.evidence:
            assert 0 <= item.start <= item.end <= len(text)
    line = as_json("x", judged)
    assert json.loads(line)["outcome"] == judged.outcome
    line.encode("utf-8")


@cache
def _assessor() -> Assessor:
    return Assessor(load(find("hmpps")))


def test_the_same_text_gives_the_same_assessment(assessor: Assessor, policy: Policy) -> None:
    text = "You absolute moron, when do visits open?"
    assert assessor.assess(text, FACEBOOK) == assess_text(text, FACEBOOK, policy)


def test_findings_are_most_serious_first(assessor: Assessor) -> None:
    found = guidelines(assessor, "I will kill you, you fucking moron, DM me for cheap vapes, 20% off")
    assert found[0] == "threat"
    assert set(found) >= {"threat", "obscenity", "advert"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I will kill you", "escalate"),
        ("I don't want to be here any more", "escalate"),
        ("Muslims are vermin, send the lot of them home", "remove_and_block"),
        ("What a load of shit", "remove"),
        ("I hope you die in pain", "remove"),
        ("Your policy is stupid and the minister should resign", "allow"),
    ],
)
def test_outcomes_follow_the_order_of_the_policy(assessor: Assessor, text: str, outcome: str) -> None:
    assert assessor.assess(text, FACEBOOK).outcome == outcome


def test_the_machine_hides_in_public_and_never_in_a_direct_message(assessor: Assessor) -> None:
    text = "what a load of fucking shit"
    assert assessor.assess(text, FACEBOOK).automatic == "hide"
    assert assessor.assess(text, Context("facebook", "direct_message")).automatic is None
    assert assessor.assess(text, Context("linkedin")).automatic is None
    assert assessor.assess(text, Context("")).automatic is None


@pytest.mark.parametrize(
    "text",
    [
        "Officer Smith takes bribes and steals from the lads",
        "Cry me a river, nobody asked you",
        "Lads, kick off tonight, smash every window on the landing",
        "You need a university degree to become a prison officer",
    ],
)
def test_some_guidelines_are_never_for_the_machine(assessor: Assessor, around: Surroundings, text: str) -> None:
    context = Context("facebook", organisation=around.organisation, false_claims=around.false_claims)
    judged = assessor.assess(text, context)
    assert judged.findings
    assert judged.automatic is None


def test_a_breach_never_swallows_the_question_in_it(assessor: Assessor) -> None:
    judged = assessor.assess("When the fuck do visits open for December?", FACEBOOK)
    assert [finding.guideline_id for finding in judged.findings] == ["obscenity"]
    assert "question" in [intent.id for intent in judged.intents]


def test_ones_own_details_in_a_direct_message_are_no_breach(assessor: Assessor) -> None:
    text = "Please ring me, my number is 07700 900123"
    assert guidelines(assessor, text, Context("facebook", "direct_message")) == []
    assert guidelines(assessor, text) == ["personal_information"]


def test_risk_by_itself_hides_nothing(assessor: Assessor) -> None:
    judged = assessor.assess("I can't go on, I want to die", FACEBOOK)
    assert judged.at_risk
    assert judged.outcome == "escalate"
    assert judged.automatic is None


def test_method_detail_is_hidden_even_from_a_person_at_risk(assessor: Assessor) -> None:
    judged = assessor.assess(
        "I can't go on, I've got the tablets lined up and swallowed a whole bottle of pills", FACEBOOK
    )
    assert judged.at_risk
    assert judged.automatic == "hide"
    assert "self_harm_detail" in [finding.guideline_id for finding in judged.findings]


def test_the_post_may_make_a_text_weigh_more(assessor: Assessor) -> None:
    signals = {
        signal.name for signal in assessor.assess("Featured Priya is a liar", Context(featured=("Priya",))).signals
    }
    assert "person_named" in signals
    assert assessor.assess("x", post_sensitive=True).outcome == "allow"


def test_versions_of_policy_and_detectors_are_on_record(assessor: Assessor, policy: Policy) -> None:
    judged = assessor.assess("hello", FACEBOOK)
    assert judged.policy_version == policy.version
    assert judged.models["terms"]
    dataclasses.asdict(judged)


def test_the_shape_on_the_wire(assessor: Assessor) -> None:
    shape = as_dict(7, assessor.assess("f\u200bu\u200bc\u200bk you moron", FACEBOOK))
    assert list(shape) == [
        "id",
        "outcome",
        "automatic",
        "guidelines",
        "intents",
        "signals",
        "language",
        "policy",
        "models",
    ]
    assert shape["id"] == 7
    first = shape["guidelines"][0]
    assert set(first) == {"id", "score", "evidence"}
    assert set(first["evidence"][0]) == {"start", "end", "signal", "detail"}


def test_lone_surrogates_are_escaped_on_the_wire(assessor: Assessor) -> None:
    judged = assessor.assess("hello", FACEBOOK)
    assert "\\ud800" in as_json("\ud800", judged)
    assert "é" in as_json("é", judged)


CRITICISM_OF = (
    "the prison service", "HMPPS", "the government", "the minister", "this policy", "the probation service",
    "the justice secretary",
    "your recruitment process", "the visits booking system", "the whole department",
)  # fmt: skip
HARSH = (
    "{} is a disgrace and has failed everyone.", "{} has blood on its hands.", "I have lost all faith in {}.",
    "{} should be ashamed, it has got worse every year.", "What an utter shambles {} is.",
    "{} is rotten from top to bottom.",
    "Scrap {} and start again.", "Nobody believes a word from {} any more.", "{} lied to us and covered it up.",
    "{} could not run a bath.", "Waste of taxpayers' money, {}.", "{} does not care about staff or prisoners.",
    "{} is useless, pathetic and cruel.", "I was in for six years and {} did nothing for me.",
    "{} killed hope in this town.",
    "Shame on {} for closing the school.", "{} is broken and everybody knows it.", "Stupid idea from {}, as always.",
    "{} treats people like numbers.", "How does {} sleep at night?",
)  # fmt: skip


@pytest.mark.clause(13)
def test_two_hundred_harsh_criticisms_are_never_hidden(assessor: Assessor, around: Surroundings) -> None:
    context = Context("facebook", organisation=around.organisation, false_claims=around.false_claims)
    said = [
        line.format(target[0].upper() + target[1:] if line.startswith("{") else target)
        for target in CRITICISM_OF
        for line in HARSH
    ]
    assert len(said) == 200
    judged = [assessor.assess(text, context) for text in said]
    assert [text for text, each in zip(said, judged, strict=True) if each.automatic] == []
    flagged = [(text, each.findings[0].guideline_id) for text, each in zip(said, judged, strict=True) if each.findings]
    assert flagged == []


@pytest.mark.clause(13)
def test_criticism_with_swearing_breaches_obscenity_alone(assessor: Assessor) -> None:
    for target in CRITICISM_OF:
        assert guidelines(assessor, f"{target} is a fucking disgrace") == ["obscenity"], target


@pytest.mark.parametrize("name", ["hmpps", "council"])
def test_every_policy_we_ship_can_be_assessed(name: str) -> None:
    judged = Assessor(load(find(name))).assess("fuck this", FACEBOOK)
    assert judged.findings


def test_signals_too_faint_to_mean_anything_are_not_kept(policy: Policy) -> None:
    class Faint:
        name, version, languages, cost = "faint", "1", ("*",), Cost.CHEAP
        explanation = "Hardly anything."
        signals = specs("threat")

        def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> tuple[Signal, ...]:  # noqa: ARG002 (the interface)
            return (Signal("threat", 0.01),)

    assert Assessor(policy, Detectors((Faint(),))).assess("x", FACEBOOK).signals == ()
