"""What the encoder, the linear stage and the rules say of a text, weighed into one probability a head.

Plain arrays, learned on validation texts by `training/finish.py`. Two sets of weights: `full` for texts that the
encoder read, `quick` for those that it need not read. A score is the probability bent so that the bound chosen on
validation texts stands at one half: a policy may say `judged_threat > 0.5` whatever the bound is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stack:
    """Weights by head: one for each kind of logit, and one for each of the rules' signals (`names`)."""

    heads: tuple[str, ...]
    names: tuple[str, ...]
    encoder: Array
    linear: Array
    signals: Array
    bias: Array
    bounds: Array

    def probabilities(self, linear: Array, measured: Array, encoder: Array | None = None) -> Array:
        """One probability a head from logits [heads] and the rules' scores [names]."""
        total = self.linear * linear + measured @ self.signals + self.bias
        if encoder is not None:
            total = total + self.encoder * encoder
        result: Array = np.float32(1) / (np.float32(1) + np.exp(-total))
        return result

    def scores(self, probabilities: Array) -> Array:
        """Probabilities bent so that each head's bound stands at one half."""
        below = 0.5 * probabilities / self.bounds
        above = 0.5 + 0.5 * (probabilities - self.bounds) / (1 - self.bounds)
        result: Array = np.where(probabilities < self.bounds, below, above)
        return result

    def measured(self, found: Mapping[str, float]) -> Array:
        """The rules' scores in the order of `names`; 0 where a rule found nothing."""
        return np.array([found.get(name, 0.0) for name in self.names], dtype=np.float32)


def stack_of(heads: Sequence[str], raw: Mapping[str, Any]) -> Stack:
    """Read one set of weights from the manifest."""
    return Stack(
        tuple(heads),
        tuple(raw["signals"]),
        *(np.array(raw[key], dtype=np.float32) for key in ("encoder", "linear", "weights", "bias", "bounds")),
    )
