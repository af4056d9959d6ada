"""Counting: precision, recall and F1 of a label, with intervals that say how far a figure can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

_Z: Final = 1.96  # of a 95 % interval
_DRAWS: Final = 1000


@dataclass(slots=True)
class Tally:
    """What was wanted of one label in each text, and what was found."""

    wanted: list[bool] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)

    def add(self, *, wanted: bool, found: bool) -> None:
        """Count one text."""
        self.wanted.append(wanted)
        self.found.append(found)

    @property
    def size(self) -> int:
        """How many texts have the label."""
        return sum(self.wanted)

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        hit = sum(one and other for one, other in zip(self.wanted, self.found, strict=True))
        precision, recall = hit / max(1, sum(self.found)), hit / max(1, self.size)
        return precision, recall, 2 * hit / max(1, sum(self.found) + self.size)

    @property
    def kappa(self) -> float:
        """Cohen's kappa: how much more the two agree than they would by chance; 1 where they always do."""
        total, found = max(1, len(self.wanted)), sum(self.found)
        agreed = sum(one == other for one, other in zip(self.wanted, self.found, strict=True)) / total
        chance = (self.size * found + (total - self.size) * (total - found)) / total**2
        return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of F1: the same texts drawn again a thousand times, always the same draws."""
        wanted, found = np.array(self.wanted, dtype=bool), np.array(self.found, dtype=bool)
        draws = np.random.default_rng(0).integers(0, len(wanted), size=(_DRAWS, len(wanted)))
        hits = (wanted & found)[draws].sum(axis=1)
        figures = 2 * hits / np.maximum(1, wanted[draws].sum(axis=1) + found[draws].sum(axis=1))
        low, high = np.quantile(figures, [0.025, 0.975])
        return float(low), float(high)


def share(part: int, whole: int) -> tuple[float, float, float]:
    """A share and its 95 % interval (Wilson's, which is honest at 0 and at few)."""
    if not whole:
        return 0.0, 0.0, 1.0
    rate, square = part / whole, _Z * _Z
    middle, scale = rate + square / (2 * whole), 1 + square / whole
    spread = _Z * math.sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole))
    return rate, max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def macro(tallies: Sequence[Tally], fewest: int) -> float:
    """The mean F1 of the labels that at least `fewest` texts have."""
    figures = [tally.figures[2] for tally in tallies if tally.size >= fewest]
    return sum(figures) / max(1, len(figures))


def calibration(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """How far scores are from how often they are right (expected calibration error), over equal bins of the score."""
    total = 0.0
    for number in range(bins):
        inside = [(score, right) for score, right in pairs if min(int(score * bins), bins - 1) == number]
        if inside:
            sure = sum(score for score, _ in inside) / len(inside)
            total += len(inside) / len(pairs) * abs(sure - sum(right for _, right in inside) / len(inside))
    return total
