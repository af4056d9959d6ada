"""Whether a text states a claim of the register: by embedding, by shared words, and by reading both together.

Nothing here knows a claim: claims are data that a policy owner changes, and what is learned (`training/claim_stage.py`)
are the weights of how near a text lies to the nearest one, what the rules measured (shared telling words, a question, a
denial) and the encoder's reading of text and claim side by side. That reading costs a pass of its own, so it is asked
for only where the cheap part leaves the matter open, or where the rules matched a claim: that one is then read too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evenhand.signals.encoder import Encoder, Pieces, Reading
from evenhand.signals.interface import ClaimEntry
from evenhand.signals.stack import Array

NO_POST: Final = "comment"
_KEPT: Final = 5_000  # claims whose embeddings are remembered
SIGNALS: Final = ("false_claim", "sincere_question", "question", "negated", "quoted")
"""What the rules measured that counts here; each is 0 to 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of closeness (cosine), of each of SIGNALS and, once text and claim were read together, of that logit."""

    closeness: float
    signals: tuple[float, ...]
    bias: float
    bound: float
    stated: float = 0.0

    def probability(self, closeness: float, rules: Mapping[str, float], stated: float = 0.0) -> float:
        """How likely the claim is stated, 0 to 1."""
        measured = sum(weight * rules.get(name, 0.0) for name, weight in zip(SIGNALS, self.signals, strict=True))
        return 1 / (1 + math.exp(-(self.bias + self.closeness * closeness + self.stated * stated + measured)))


@dataclass(frozen=True, slots=True)
class ClaimStage:
    """The cheap weights, that say whether to ask; the full ones; and what the answer may do."""

    quick: Weights
    full: Weights
    finds: bool
    doubts: bool

    def score(self, probability: float) -> float:
        """A probability bent so that the bound stands at one half."""
        bound = self.full.bound
        if probability < bound:
            return 0.5 * probability / bound
        return 0.5 + 0.5 * (probability - bound) / (1 - bound)


def stage_of(raw: Mapping[str, Any]) -> ClaimStage:
    """Read the stage from the manifest; ValueError or KeyError where it is not of this shape."""
    for part in (raw["quick"], raw["full"]):
        if tuple(part["signals"]) != SIGNALS or len(part["weights"]) != len(SIGNALS):
            raise ValueError(f"the claim stage weighs {part['signals']}, not {SIGNALS}")
    quick, full = (
        Weights(
            float(part["closeness"]), tuple(map(float, part["weights"])), float(part["bias"]), float(part["bound"]),
            stated,
        )
        for part, stated in ((raw["quick"], 0.0), (raw["full"], float(raw["full"]["stated"])))
    )  # fmt: skip
    return ClaimStage(quick, full, bool(raw["finds"]), bool(raw["doubts"]))


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim that a text was compared with: how near it lies (cosine), and the logit of both read together."""

    claim: ClaimEntry
    closeness: float
    stated: float


class Comparing:
    """Compares texts that one encoder read with claims; keeps the embeddings of the claims' wordings."""

    def __init__(self, encoder: Encoder, head: int) -> None:
        self._encoder, self._head = encoder, head
        self._places: dict[str, Array] = {}

    def nearest(self, reading: Reading, claims: Sequence[ClaimEntry]) -> tuple[float, ClaimEntry]:
        """The claim one of whose wordings lies nearest, and how near (cosine)."""
        close = [self.closeness(reading, claim) for claim in claims]
        best = int(np.argmax(close))
        return close[best], claims[best]

    def closeness(self, reading: Reading, claim: ClaimEntry) -> float:
        """How near the nearest of a claim's wordings lies."""
        return float((self._placed(claim.claim) @ reading.embedding).max())

    def beside(self, pieces: Pieces, reading: Reading, claims: Sequence[ClaimEntry], named: str | None) -> Beside:
        """The text read beside the nearest claim, and beside the one that the rules named; the surer of the two."""
        first = self.nearest(reading, claims)[1]
        asked = [first, *(claim for claim in claims if claim.id == named and claim.id != first.id)]
        read = [Beside(claim, self.closeness(reading, claim), self._read(pieces, claim)) for claim in asked]
        return max(read, key=lambda one: one.stated)

    def _read(self, pieces: Pieces, claim: ClaimEntry) -> float:
        return float(self._encoder.read(pieces, f"claim: {wordings(claim.claim)[0]}").logits[self._head])

    def _placed(self, claim: str) -> Array:
        if claim not in self._places:
            if len(self._places) >= _KEPT:
                self._places = {}  # a register that changed often enough; what is still asked for is read again
            embeddings = [self._encoder.read(self._encoder.pieces(one), NO_POST).embedding for one in wordings(claim)]
            self._places[claim] = np.array(embeddings)
        return self._places[claim]


def wordings(claim: str) -> list[str]:
    """The wordings of a register entry, which stand in it set apart by "|"; at least one."""
    return [one.strip() for one in claim.split("|") if one.strip()] or [claim]
