"""Stage four, of the register's false claims: weights that know no claim, fitted on validation texts and pairs.

Two lots of samples: our own texts beside the register's claim nearest to them, and pairs of a text and a claim of other
registers (`claim-pairs.jsonl`), so that the weights hold for claims that nobody taught. The encoder may find a false
claim, and may doubt one that the rules found by a faint likeness, only where that helps on validation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from evenhand.assess import Assessor
from evenhand.policy import Policy
from evenhand.signals.detectors.claims import matched
from evenhand.signals.encoder import Encoder
from evenhand.signals.interface import ClaimEntry, Context, Detectors, Signal
from evenhand.signals.stated import NO_POST, SIGNALS, Comparing
from training.heads import INDEX
from training.items import Item
from training.measure import f1, threshold

_LEFT_CLOSED: Final = 0.04  # of the stated claims, that the cheap part may leave unread
_TOLD: Final = 0.3  # from here on the rules' match is read; as signals/detectors/learned.py has it
_FIRED, _SURE, _DOUBTED, _HELD = 0.6, 0.8, 0.7, 0.5  # as the policy's condition has them
_STRENGTH: Final = 1.0  # of the fit, the inverse of its ridge


@dataclass(slots=True)
class Sample:
    """A text beside a claim: how near, what the rules measured, both together read, and whether it is stated."""

    closeness: float
    rules: Mapping[str, float]
    beside: float
    stated: bool

    def row(self, *, full: bool) -> list[float]:
        """What the fit sees."""
        cheap = [self.closeness, *(self.rules.get(name, 0.0) for name in SIGNALS)]
        return [*cheap, self.beside] if full else cheap


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with its rules' scores, and the claim that the rules matched in it."""

    item: Item
    rules: Mapping[str, float]
    named: str | None


def measured(item: Item, signals: Sequence[Signal]) -> Measured:
    """What the rules say of a text."""
    rules = {signal.name: signal.score for signal in signals}
    codes = [matched(signal) for signal in signals if signal.name == "false_claim" and signal.score > _TOLD]
    return Measured(item, rules, codes[0] if codes else None)


def sample(encoder: Encoder, text: Measured, register: Sequence[ClaimEntry], *, stated: bool) -> Sample:
    """Read a text, and once more beside a claim, as `signals/reader.py` does."""
    pieces, comparing = encoder.pieces(text.item.text), _comparing(encoder)
    found = comparing.beside(pieces, encoder.read(pieces, text.item.context), register, text.named)
    return Sample(found.closeness, text.rules, found.stated, stated)


@cache
def _comparing(encoder: Encoder) -> Comparing:
    return Comparing(encoder, INDEX["states_claim"])


def strangers(
    encoder: Encoder, pairs: Sequence[Item], policy: Policy, detectors: Detectors, split: str
) -> list[Sample]:
    """Pairs written about other registers' claims, of one split."""
    assessor, found = Assessor(policy, detectors), []
    for item in pairs:
        if item.split == split and item.group.startswith("claim:"):
            claim = item.about["claim"]
            register = (ClaimEntry(claim, claim, "", ""),)
            judged = assessor.assess(item.text, Context("facebook", "comment", "", false_claims=register))
            alone = measured(dataclasses.replace(item, context=NO_POST), judged.signals)
            found.append(sample(encoder, alone, register, stated=bool(item.labels["states_claim"])))
    return found


def weights(samples: Sequence[Sample], *, full: bool) -> dict[str, Any]:
    """Weights of one part, as the manifest has them; the bound is left open."""
    rows = np.array([one.row(full=full) for one in samples])
    model = _fit().fit(rows, [one.stated for one in samples])
    values = [round(float(value), 5) for value in model.coef_[0]]
    found: dict[str, Any] = {
        "closeness": values[0], "signals": list(SIGNALS), "weights": values[1 : 1 + len(SIGNALS)],
        "bias": round(float(model.intercept_[0]), 5),
    }  # fmt: skip
    if full:
        found["stated"] = values[-1]
    return found


def _fit() -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=1000)


def likelihoods(part: Mapping[str, Any], samples: Sequence[Sample]) -> np.ndarray:
    """What weights say of samples: the same as `stated.Weights.probability`, for many."""
    values = [part["closeness"], *part["weights"], *([part["stated"]] if "stated" in part else [])]
    rows = np.array([one.row(full="stated" in part) for one in samples]).reshape(len(samples), len(values))
    result: np.ndarray = 1 / (1 + np.exp(-(rows @ np.array(values) + part["bias"])))
    return result


def fitted(
    encoder: Encoder, texts: Sequence[Measured], register: Sequence[ClaimEntry], others: Sequence[Sample]
) -> dict[str, Any]:
    """The manifest's part about claims, from validation texts and other registers' pairs.

    Bounds, and what the model may do, are chosen on what weights say of texts that they were not fitted on.
    """
    ours = [sample(encoder, one, register, stated="misinformation" in one.item.about["guidelines"]) for one in texts]
    samples = [*ours, *others]
    quick, full = weights(samples, full=False), weights(samples, full=True)
    truth, every = np.array([one.stated for one in ours]), [one.stated for one in samples]
    rows = np.array([one.row(full=True) for one in samples])
    sure = cross_val_predict(_fit(), rows, every, cv=5, method="predict_proba")[: len(ours), 1]
    cheap = likelihoods(quick, ours)
    if not truth.any():
        raise SystemExit("no validation text among these states a false claim; take more (--lessons)")
    quick["bound"] = round(float(np.quantile(cheap[truth], _LEFT_CLOSED)), 5)
    asked = (cheap >= quick["bound"]) | np.array([one.named is not None for one in texts])
    sure = np.where(asked, sure, 0.0)
    full["bound"] = round(float(np.clip(threshold(truth, sure), 0.05, 0.9)), 5)
    found = {"quick": quick, "full": full} | _what_helps(ours, truth, sure, full["bound"])
    print(f"claims: asked in {asked.mean():.3f} of validation texts, {found}")
    return found


def _what_helps(samples: Sequence[Sample], truth: np.ndarray, sure: np.ndarray, bound: float) -> dict[str, bool]:
    """Whether the encoder may find, and may doubt: what is best on validation, and rather less than more."""
    claimed = np.array([one.rules.get("false_claim", 0.0) for one in samples])
    held = np.array(
        [max(one.rules.get("sincere_question", 0.0), one.rules.get("quoted", 0.0)) >= _HELD for one in samples]
    )
    fired, plain = (claimed > _FIRED) & ~held, (claimed > _SURE) & ~held
    found, doubted = sure > bound, 1 - np.where(sure < bound, 0.5 * sure / bound, 1.0) > _DOUBTED
    figures = {
        (finds, doubts): f1(truth, plain | (fired & ~(doubted & doubts)) | (found & finds))
        for finds in (False, True)
        for doubts in (False, True)
    }
    print("claims of the register, validation:", {str(key): round(value, 3) for key, value in figures.items()})
    finds, doubts = max(figures, key=lambda key: (figures[key], not key[0], not key[1]))
    return {"finds": finds, "doubts": doubts}


def told(part: Mapping[str, Any], samples: Sequence[Sample], title: str) -> None:
    """Print how well claims that nobody taught are found."""
    truth, found = np.array([one.stated for one in samples]), likelihoods(part, samples) > part["bound"]
    print(f"claims of other registers, {title}: F1 {f1(truth, found):.3f}, {truth.sum()} stated in {len(truth)}")
