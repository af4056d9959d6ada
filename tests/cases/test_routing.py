"""What an assessment asks of people: a breach never swallows what its author asks (promise 8)."""

from __future__ import annotations

from typing import Any

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Case
from evenhand.cases.queue import open_case, open_cases
from evenhand.cases.routing import wanted_cases

ASKED = {
    "question": "question",
    "application_help": "question",
    "complaint": "question",
    "rights_request": "complaint",  # words of a right that name none: a person says which it is
    "report_comment": "member_report",
    "appeal": "appeal",
    "praise": None,
    "at_risk": None,
}


def wanted(
    *,
    outcome: str = "allow",
    found: tuple[str, ...] = (),
    intents: tuple[str, ...] = (),
    hidden: bool = False,
    message: str | None = None,
) -> list[tuple[str, int]]:
    """The kinds and priorities of the cases of an assessment."""
    cases = wanted_cases(
        outcome=outcome,
        findings=[{"guideline_id": code} for code in found],
        intents=[{"id": intent} for intent in intents],
        priorities={"threat": 1, "harassment": 2, "obscenity": 4},
        titles={"obscenity": "Swearing"},
        hidden_by_machine=hidden,
        needs_people=False,
        text=message or "",
        private=message is not None,
    )
    return [(str(case.kind), case.priority) for case in cases]


@pytest.mark.parametrize(("intent", "kind"), ASKED.items())
def test_each_intent_goes_to_its_queue(intent: str, kind: str | None) -> None:
    assert [found for found, _ in wanted(intents=(intent,))] == ([kind] if kind else [])


def test_two_ways_of_asking_make_one_question() -> None:
    assert wanted(intents=("question", "complaint")) == [("question", 4)]


def test_the_gravest_finding_sets_the_priority() -> None:
    assert wanted(outcome="remove", found=("obscenity", "harassment")) == [("review", 2)]
    assert wanted(outcome="remove", found=("of another policy",)) == [("review", 5)]


def test_an_escalation_comes_first_with_or_without_a_finding() -> None:
    assert wanted(outcome="escalate", found=("obscenity",)) == [("review", 1)]
    assert wanted(outcome="escalate") == [("review", 1)]


@pytest.mark.parametrize(
    ("said", "reaches"),
    [
        ({"message": "two words, mouldy mattress"}, [("question", 5)]),
        ({"message": "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}"}, []),
        ({"message": "Thank you all.", "intents": ("praise",)}, []),
        ({"message": "I need help.", "intents": ("at_risk",)}, []),  # safeguarding opens its own
        ({"message": "You swine.", "found": ("harassment",), "outcome": "warn"}, [("review", 2)]),
        ({}, []),  # in public nobody is bound to read what asks for nothing
    ],
)
def test_a_message_that_nothing_understood_is_read_by_a_person(said: Any, reaches: list[tuple[str, int]]) -> None:  # noqa: ANN401 (a call's words)
    assert wanted(**said) == reaches


def test_what_the_machine_hid_still_opens_what_its_author_asks() -> None:
    assert wanted(outcome="remove", found=("obscenity",), intents=("question",), hidden=True) == [("question", 4)]


def test_a_question_in_a_breach_is_hidden_and_asked(house: House) -> None:
    written = house.write(h.RUDE_QUESTION)
    assert not house.seen(written)
    assert house.cases(written) == {"question"}
    assert house.stands(written) == "waiting"


def test_a_report_and_an_appeal_reach_their_queues(house: House) -> None:
    report = house.message("Please take that comment by Dave down, it is disgusting. I want to report it.")
    appeal = house.message("I would like you to look again at why my comment was hidden, it broke no rule.")
    assert "member_report" in house.cases(report)
    assert "appeal" in house.cases(appeal)


def test_an_open_case_of_the_kind_takes_the_new_reason_and_the_higher_priority(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    case = house.case(written)
    same = open_case(written, Case.Kind.REVIEW, priority=1, why=(*case.why, "Somebody else asked."))
    assert same.pk == case.pk
    assert same.priority == 1
    assert same.why == [*case.why, "Somebody else asked."]
    assert open_case(written, Case.Kind.REVIEW, priority=5, why=()).priority == 1


def test_the_queue_is_most_urgent_first_then_oldest(house: House) -> None:
    slow = house.write("lol imagine actually believing that. Embarrassing.")
    first, second = house.write(h.THREAT, by="bob"), house.write(h.THREAT, by="cas")
    order = [case.contribution_id for case in open_cases() if case.kind == "review"]
    assert order == [first.pk, second.pk, slow.pk]
