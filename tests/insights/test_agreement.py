"""Kappa and AC1 against worked examples from the literature, and where they are not defined."""

from __future__ import annotations

import pytest

from evenhand.insights.agreement import agreement, on

BOTH_YES, FIRST_YES, SECOND_YES, BOTH_NO = (("y", "y"), ("y", "n"), ("n", "y"), ("n", "n"))


def test_the_textbook_example_of_kappa() -> None:
    found = agreement([BOTH_YES] * 20 + [FIRST_YES] * 5 + [SECOND_YES] * 10 + [BOTH_NO] * 15)
    assert (found.pairs, found.agreed) == (50, 35)
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.kappa.value == 0.4
    assert found.ac1.value == 0.406
    assert found.kappa.low < 0.2
    assert found.kappa.high > 0.6


def test_where_nearly_everything_is_of_one_sort_kappa_falls_and_ac1_does_not() -> None:
    """Gwet 2008, table 1: 118 and 2 of 125 agree, 5 and 0 differ; kappa is paradoxically low."""
    found = agreement([BOTH_YES] * 118 + [FIRST_YES] * 5 + [SECOND_YES] * 2)
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.kappa.value == pytest.approx(-0.023, abs=0.001)
    assert found.ac1.value == pytest.approx(0.941, abs=0.001)


def test_the_same_answers_give_the_same_interval() -> None:
    pairs = [("harassment", "harassment"), ("none", "none"), ("spam", "none")] * 7
    assert agreement(pairs) == agreement(pairs)
    assert on("spam", pairs) == on("spam", pairs)


@pytest.mark.parametrize("pairs", [[], [BOTH_YES], [BOTH_YES] * 9])
def test_where_one_answer_was_always_given_it_is_not_defined(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    assert (found.pairs, found.agreed) == (len(pairs), len(pairs))
    assert found.kappa is None
    assert found.ac1 is None


def test_full_agreement_is_one() -> None:
    found = agreement([("a", "a"), ("b", "b"), ("c", "c")] * 5)
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.kappa.value == found.ac1.value == 1.0
