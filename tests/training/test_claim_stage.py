"""The weights of claims are fitted as the product uses them, and nothing is switched on that does not help."""

from __future__ import annotations

import random

import pytest
from training.claim_stage import Sample, likelihoods, weights

from evenhand.signals.stated import SIGNALS, stage_of


def samples(count: int = 200) -> list[Sample]:
    draw = random.Random(1)  # noqa: S311  # the same samples each time
    found = []
    for _ in range(count):
        stated = draw.random() < 0.5
        rules = {"false_claim": draw.random(), "sincere_question": 0.0 if stated else draw.random()}
        found.append(Sample(draw.random() + stated, rules, draw.gauss(2.0 if stated else -2.0, 1), stated))
    return found


def test_the_product_gives_each_sample_what_the_fit_gave_it() -> None:
    ours = samples()
    quick, full = weights(ours, full=False) | {"bound": 0.2}, weights(ours, full=True) | {"bound": 0.4}
    stage = stage_of({"quick": quick, "full": full, "finds": True, "doubts": True})
    for one, cheap, sure in zip(ours, likelihoods(quick, ours), likelihoods(full, ours), strict=True):
        assert stage.quick.probability(one.closeness, one.rules) == pytest.approx(cheap, abs=1e-9)
        assert stage.full.probability(one.closeness, one.rules, one.beside) == pytest.approx(sure, abs=1e-9)


def test_weights_are_learned_for_every_signal_and_for_no_claim() -> None:
    full = weights(samples(), full=True)
    assert full["signals"] == list(SIGNALS)
    assert len(full["weights"]) == len(SIGNALS)
    assert full["stated"] > 0
    assert full["weights"][SIGNALS.index("sincere_question")] < 0


def test_no_samples_have_no_likelihoods() -> None:
    assert len(likelihoods(weights(samples(), full=True), [])) == 0
