"""Which claim of a register a text lies nearest to, when it is read beside it, and how that is weighed."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.detectors.claims import matched
from evenhand.signals.encoder import Encoder, Pieces, Reading
from evenhand.signals.interface import ClaimEntry, Signal
from evenhand.signals.stated import SIGNALS, Beside, Comparing, stage_of, wordings

RAW = {
    "quick": {
        "closeness": 4.0, "signals": [*SIGNALS], "weights": [2.0, -1.0, 0.0, -1.0, 0.0], "bias": -2.0, "bound": 0.3,
    },
    "full": {
        "closeness": 2.0, "signals": [*SIGNALS], "weights": [1.0, -2.0, 0.0, -1.0, -1.0], "bias": -1.0, "bound": 0.4,
        "stated": 1.5,
    },
    "finds": True,
    "doubts": False,
}  # fmt: skip
STAGE = stage_of(RAW)
PLACES = {"degree": (1.0, 0.0), "university": (0.8, 0.6), "visits": (0.0, 1.0)}
DEGREE = ClaimEntry("F1", "you need a degree | university is a must", "", "")
VISITS = ClaimEntry("F8", "visits are gone", "", "")


class Fake:
    """Stands for the encoder: a text's embedding is that of the word of PLACES that it holds."""

    def __init__(self) -> None:
        self.contexts: list[str] = []

    def pieces(self, text: str) -> Pieces:
        return Pieces([ord(letter) for letter in text], [])

    def read(self, pieces: Pieces, context: str) -> Reading:
        self.contexts.append(context)
        text = "".join(map(chr, pieces.ids))
        place = next((where for word, where in PLACES.items() if word in text), (0.6, 0.8))
        logits = np.array([0.0, 3.0 if "visits" in context else 1.0], np.float32)
        return Reading(logits, np.zeros((0, 2), np.float32), np.array(place, np.float32))


def compared(text: str, named: str | None = None) -> tuple[Beside, list[str]]:
    """The text beside the claims of a small register, and which it was read beside."""
    fake = Fake()
    encoder = cast("Encoder", fake)
    pieces = encoder.pieces(text)
    found = Comparing(encoder, 1).beside(pieces, encoder.read(pieces, "comment"), (DEGREE, VISITS), named)
    return found, [context for context in fake.contexts if context.startswith("claim")]


@pytest.mark.parametrize(("text", "code"), [("a degree?", "F1"), ("my university", "F1"), ("no visits", "F8")])
def test_the_nearest_of_all_wordings_names_the_claim_and_is_read_by_its_first(text: str, code: str) -> None:
    found, asked = compared(text)
    assert found.claim.id == code
    assert found.closeness == pytest.approx(1.0)
    assert asked == [f"claim: {wordings(found.claim.claim)[0]}"]


def test_the_claim_that_the_rules_matched_is_read_too_and_the_surer_wins() -> None:
    found, asked = compared("a degree?", named="F8")
    assert asked == ["claim: you need a degree", "claim: visits are gone"]
    assert found.claim.id == "F8"
    assert found.stated == pytest.approx(3.0)
    assert found.closeness == pytest.approx(0.0), "how near that very claim lies"


def test_a_claims_wordings_are_read_once_and_empty_ones_never() -> None:
    fake = Fake()
    encoder = cast("Encoder", fake)
    comparing = Comparing(encoder, 1)
    for text in ("a degree?", "no visits", "my university"):
        comparing.nearest(encoder.read(encoder.pieces(text), "comment"), (DEGREE, VISITS))
    assert len(fake.contexts) == 3 + 3, "three texts, three wordings"
    assert wordings("you need a degree | ") == ["you need a degree"]
    assert wordings("|") == ["|"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bound_stands_at_one_half_and_order_is_kept(left: float, right: float) -> None:
    low, high = sorted((left, right))
    assert STAGE.score(low) <= STAGE.score(high) + 1e-9
    assert STAGE.score(STAGE.full.bound) == pytest.approx(0.5)
    assert 0 <= STAGE.score(low) <= 1


def test_nearness_and_shared_words_speak_for_a_claim_and_a_question_against() -> None:
    plain = STAGE.full.probability(0.6, {"false_claim": 0.7}, 1.0)
    assert plain > STAGE.full.probability(0.2, {"false_claim": 0.7}, 1.0)
    assert plain > STAGE.full.probability(0.6, {"false_claim": 0.7, "sincere_question": 0.8}, 1.0)
    assert plain > STAGE.full.probability(0.6, {"false_claim": 0.7}, -1.0)
    assert STAGE.quick.stated == 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"quick": RAW["quick"] | {"weights": [1.0]}},  # type: ignore[operator]
        {"quick": RAW["quick"] | {"signals": [*SIGNALS][::-1]}},  # type: ignore[operator]
    ],
)
def test_weights_for_other_signals_are_refused_when_the_model_is_opened(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="the claim stage weighs"):
        stage_of(RAW | wrong)
    with pytest.raises(KeyError):
        stage_of(RAW | {"full": RAW["quick"]})


@pytest.mark.parametrize(
    ("signal", "code"),
    [
        (Signal("false_claim", 0.9, (), "possible match with F4", "claims"), "F4"),
        (Signal("judged_misinformation", 0.9, (), "possible match with an: odd one: likely", "learned"), "an: odd one"),
        (Signal("judged_misinformation", 0.9, (), "an older detail: likely", "learned"), None),
        (Signal("profanity", 0.9, (), "possible match with F4", "terms"), None),
    ],
)  # fmt: skip
def test_the_claim_of_a_match_is_read_from_its_detail(signal: Signal, code: str | None) -> None:
    assert matched(signal) == code
