"""Conditions are compiled, compared with the signals, and tried."""

from __future__ import annotations

import pytest
from tests.policy.making import SIGNALS

from evenhand.policy.conditions import (
    MAX_LENGTH,
    automatic_problems,
    compiled_expression,
    holds_back,
    problems,
)


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("profanity > 0.5 && quoted < 0.5", True),
        ("profanity > 0.5 && quoted <= 0.5", True),
        ("profanity > 0.5 && (kind != 'direct_message' || quoted < 0.5)", True),
        ("profanity > 0.5 && !(quoted < 0.5)", False),
        ("profanity > 0.5 && quoted > 0.5", False),
        ("quoted < 0.5 ? profanity > 0.5 : slur > 0.5", False),
        ("profanity > 0.5 && (quoted < 0.5) == false", False),
        ("(profanity > 0.5) != (quoted < 0.5)", False),
        ("profanity > 0.5 && quoted < slur", False),
        ("profanity > 0.5 && 1.0 - quoted < 0.5", False),
        ("profanity > 0.5 && quoted < 0.5 && 0.1 < quoted", False),
        ("profanity > 0.5 && quoted < 0.5 + slur", False),
        ("profanity > 0.5 && (platform in ['x', 'facebook'] || quoted < 0.5)", True),
        ("[quoted < 0.5, profanity > 2.0].filter(x, x).size() < 1", False),
        ("(quoted < 0.5) in [profanity > 2.0]", False),
        ("(quoted < 0.5) < (profanity < 2.0)", False),
        ("has(quoted) || quoted < 0.5", False),
    ],
)
def test_a_signal_holds_a_condition_back_only_where_more_of_it_can_never_make_it_true(source: str, held: bool) -> None:  # noqa: FBT001  # a table's column
    assert holds_back("quoted", source) is held


def test_drivers_are_the_signals_that_can_make_it_true() -> None:
    expression = compiled_expression("(profanity > 0.5 || slur > 0.5) && quoted < 0.5 && platform == 'x'")
    assert expression.drivers == ("profanity", "slur")
    assert expression.signals == ("profanity", "quoted", "slur")


def test_a_sound_condition_has_no_problem() -> None:
    assert list(problems("profanity > 0.5 && (language == 'cy' || post_sensitive) && quoted < 0.5", SIGNALS)) == []


def test_names_are_not_compared_without_a_list_of_signals() -> None:
    assert list(problems("anything > 0.5", None)) == []


@pytest.mark.parametrize("source", ["a \ud800 > 0.5", "(" * 300 + "a > 0.5" + ")" * 300, "a" * (MAX_LENGTH + 1), "\0"])
def test_bad_text_is_a_problem_and_never_a_crash(source: str) -> None:
    assert list(problems(source, SIGNALS))


def test_a_type_fault_behind_a_short_circuit_is_found() -> None:
    found = list(problems("profanity > 0.5 && quoted < 0.5 && slur > 'x'", SIGNALS))
    assert len(found) == 1
    assert "cannot be run" in found[0].cause


@pytest.mark.parametrize(
    "source",
    [
        "profanity > 0.9 || platform == 'facebook'",
        "profanity > 0.9 || (platform == 'x' && kind == 'comment')",
        "profanity > 0.9 || post_sensitive",
        "profanity > 0.9 || language in ['cy', 'en']",
    ],
)
def test_a_condition_that_is_true_by_its_surroundings_alone_is_found(source: str) -> None:
    assert ["true when no signal fired" in problem.cause for problem in problems(source, SIGNALS)] == [True]


def test_only_signals_that_may_drive_automatic_may_drive_it() -> None:
    assert list(automatic_problems("profanity > 0.8 && quoted < 0.2", SIGNALS)) == []
    assert [problem.word for problem in automatic_problems("profanity > 0.8 || accusation > 0.8", SIGNALS)] == [
        "accusation"
    ]
    assert list(automatic_problems("profanity >", SIGNALS)) == []
    assert list(automatic_problems("unknown > 0.5", SIGNALS)) == []
