"""Weights of a stack and the bending of its probabilities, and the linear stage's features."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.linear import FEATURES, WORDS, features, logits
from evenhand.signals.stack import stack_of

RAW = {
    "signals": ["slur", "quoted"],
    "encoder": [1.0, 0.0],
    "linear": [0.5, 1.0],
    "weights": [[2.0, 0.0], [-1.0, 0.0]],
    "bias": [0.0, -1.0],
    "bounds": [0.2, 0.8],
}
STACK = stack_of(("one", "two"), RAW)


def test_encoder_linear_stage_and_rules_are_added_up() -> None:
    measured = STACK.measured({"slur": 1.0, "other": 1.0})
    with_encoder = STACK.probabilities(np.array([2.0, 1.0]), measured, np.array([1.0, 9.0]))
    assert np.allclose(with_encoder, 1 / (1 + np.exp([-4.0, 0.0])))
    assert np.allclose(STACK.probabilities(np.array([2.0, 1.0]), measured), 1 / (1 + np.exp([-3.0, 0.0])))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bound_stands_at_one_half_and_order_is_kept(left: float, right: float) -> None:
    low, high = sorted((left, right))
    lower, higher = STACK.scores(np.array([low, low])), STACK.scores(np.array([high, high]))
    assert (lower <= higher + 1e-6).all()
    assert np.allclose(STACK.scores(np.array([0.2, 0.8])), 0.5, atol=1e-6)
    assert lower.min() >= 0
    assert higher.max() <= 1 + 1e-6


def test_features_are_pieces_and_neighbours_each_once() -> None:
    found = features([5, 7, 5, 7])
    assert {5, 7} <= set(found.tolist())
    assert len(found) == 4  # two pieces, and two orders of neighbours
    assert (found[2:] >= WORDS).all()
    assert found.max() < FEATURES


def test_a_text_without_pieces_has_the_bias_alone() -> None:
    bias = np.array([1.0], dtype=np.float32)
    assert logits(np.ones((FEATURES, 1), dtype=np.float32), bias, features([])) == bias
