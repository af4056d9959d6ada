"""A policy's own examples are put to the test, with a stand-in for the assessor."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.policy.making import good

from evenhand.assess.examples import context_of, count, wrong_examples
from evenhand.policy import Example, FalseClaim
from evenhand.signals.interface import Context, Signal


@dataclass(frozen=True)
class Found:
    guideline_id: str


@dataclass(frozen=True)
class Answer:
    findings: tuple[Found, ...] = ()
    signals: tuple[Signal, ...] = ()
    outcome: str = "allow"
    automatic: str | None = None


@dataclass
class StandIn:
    """Finds the guidelines that its table gives for a text."""

    answers: dict[str, Answer]
    contexts: list[Context] = field(default_factory=list)

    def assess(self, text: str, context: Context) -> Answer:
        self.contexts.append(context)
        return self.answers.get(text, Answer())


LANGUAGE = Answer((Found("language"),), (Signal("profanity", 0.9),), "remove", "hide")
HATE = Answer((Found("hate"),), (), "remove_and_block", None)
RIGHT = {**dict.fromkeys("abcde", LANGUAGE), **dict.fromkeys("klmno", HATE)}


def test_examples_that_come_out_right_are_not_named() -> None:
    assert list(wrong_examples(good(), StandIn(RIGHT))) == []
    assert count(good()) == 20


def test_a_breach_that_is_missed_is_named_with_its_place() -> None:
    wrong = list(wrong_examples(good(), StandIn({**RIGHT, "c": Answer()})))
    assert [(example.path, example.text) for example in wrong] == [(("guidelines", 0, "breach", 2, "text"), "c")]
    assert wrong[0].cause == "this is given as a breach of 'language', and comes out as none"
    assert wrong[0].cure.startswith("measured here: nothing.")


def test_a_false_alarm_is_named_with_what_was_measured() -> None:
    wrong = list(wrong_examples(good(), StandIn({**RIGHT, "f": LANGUAGE})))
    assert [example.path for example in wrong] == [("guidelines", 0, "no_breach", 0, "text")]
    assert "comes out as a breach" in wrong[0].cause
    assert wrong[0].cure.startswith("measured here: profanity 0.90.")


def test_another_guideline_breached_is_no_fault_of_the_example() -> None:
    assert list(wrong_examples(good(), StandIn({**RIGHT, "f": HATE}))) == []


def test_outcome_and_automatic_are_compared_where_given() -> None:
    policy = good(("{text: a}", "{text: a, outcome: escalate, automatic: false}"))
    causes = [example.cause for example in wrong_examples(policy, StandIn(RIGHT))]
    assert causes == [
        "this is given as 'escalate', and comes out as 'remove'",
        "this is given as automatic: false, and the machine may hide it",
    ]
    policy = good(("{text: k}", "{text: k, outcome: remove_and_block, automatic: true}"))
    causes = [example.cause for example in wrong_examples(policy, StandIn(RIGHT))]
    assert causes == ["this is given as automatic: true, and the machine may not hide it"]


def test_the_context_holds_what_the_example_and_the_policy_say() -> None:
    example = Example(text="t", post="p", parent="q", kind="direct_message", platform="x", look_alikes=3)
    claim = FalseClaim.model_validate(
        {
            "id": "F1",
            "claim": "c",
            "correction": "d",
            "source": "https://a.example",
            "owner": "o",
            "expires": "2027-01-01",
        }
    )
    context = context_of(example, good(), (claim,))
    assert (context.post, context.parent, context.kind, context.platform) == ("p", "q", "direct_message", "x")
    assert (context.look_alikes, context.look_alike_authors) == (3, 3)
    assert context.organisation == ("The Demo Office",)
    assert context.false_claims[0].correction == "d"
