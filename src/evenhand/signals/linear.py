"""What the linear stage looks at: which word pieces stand in a text, and which stand side by side.

Training and product share these features. Weights are plain arrays (`linear.npz`), never a pickle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

WORDS: Final = 30_522  # word pieces of the encoder's vocabulary
PAIRS: Final = 1 << 15  # places that pairs of neighbours share by hash
FEATURES: Final = WORDS + PAIRS
MOST: Final = 400  # word pieces looked at
_MIX: Final = 1_000_003


def features(ids: Sequence[int]) -> NDArray[np.int64]:
    """The distinct features of a text's word pieces, each a row of the weights."""
    pieces = np.asarray(ids[:MOST], dtype=np.int64)
    pairs = (pieces[:-1] * _MIX + pieces[1:]) % PAIRS + WORDS
    return np.unique(np.concatenate([pieces, pairs]))


def logits(weights: NDArray[np.float32], bias: NDArray[np.float32], found: NDArray[np.int64]) -> NDArray[np.float32]:
    """One logit a head: the features' weights, by the root of how many there are."""
    if not len(found):
        return bias
    total: NDArray[np.float32] = weights[found].sum(axis=0) / np.float32(np.sqrt(len(found))) + bias
    return total


def parts(weights: NDArray[np.float32], ids: Sequence[int]) -> NDArray[np.float32]:
    """What each word piece adds to one logit, by that head's weights [FEATURES]: its own, and half of each pair's."""
    pieces = np.asarray(ids[:MOST], dtype=np.int64)
    added: NDArray[np.float32] = weights[pieces].copy()
    pairs = weights[(pieces[:-1] * _MIX + pieces[1:]) % PAIRS + WORDS] / 2
    added[:-1] += pairs
    added[1:] += pairs
    return added
