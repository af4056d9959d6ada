"""The accuracy benchmark counts what it says it counts."""

from __future__ import annotations

import pytest
from benchmarks.accuracy.tally import Tally, calibration, macro, share


def tally(*pairs: tuple[bool, bool]) -> Tally:
    counted = Tally()
    for wanted, found in pairs:
        counted.add(wanted=wanted, found=found)
    return counted


def test_precision_recall_and_f1() -> None:
    counted = tally((True, True), (True, False), (True, False), (False, True), (False, False))
    assert counted.figures == pytest.approx((0.5, 1 / 3, 0.4))
    assert counted.size == 3


def test_an_interval_holds_its_figure_and_narrows_with_more_texts() -> None:
    few = [(True, True), (True, False), (False, False), (False, True)] * 5
    (low, high), (lower, higher) = tally(*few).interval(), tally(*few * 20).interval()
    assert low < tally(*few).figures[2] < high
    assert higher - lower < high - low


def test_a_share_of_none_is_no_certainty() -> None:
    assert share(0, 10) == pytest.approx((0.0, 0.0, 0.2775), abs=1e-4)
    assert share(0, 0) == (0.0, 0.0, 1.0)


def test_labels_with_too_few_texts_do_not_count_in_the_mean() -> None:
    good, rare = tally(*[(True, True)] * 20), tally((True, False))
    assert macro([good, rare], fewest=20) == 1.0


def test_scores_that_are_right_as_often_as_they_say_are_calibrated() -> None:
    assert calibration([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == pytest.approx(0.0)
    assert calibration([(0.95, False)] * 4) == pytest.approx(0.95)
    assert calibration([]) == 0.0


def test_kappa_is_agreement_beyond_chance() -> None:
    assert tally((True, True), (False, False)).kappa == 1
    assert tally((True, True), (True, False), (False, True), (False, False)).kappa == pytest.approx(0)
    assert tally((False, False), (False, False)).kappa == 1
