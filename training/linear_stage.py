"""The linear stage: a logistic regression a head over word pieces and pairs; the same data give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evenhand.signals.linear import FEATURES, features
from training.heads import HEADS
from training.items import Item
from training.measure import column

_FEWEST = 12  # labelled texts; a head with fewer says nothing in this stage
_SILENT = -6.0


def matrix(pieces: Sequence[Sequence[int]]) -> csr_matrix:
    """Each text's features, by the root of how many there are."""
    rows = [features(ids) for ids in pieces]
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row))), dtype=np.float32) for row in rows])
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((values, np.concatenate(rows), starts), shape=(len(rows), FEATURES))


def fit(items: Sequence[Item], pieces: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Weights [FEATURES, heads] and biases [heads], in half precision as they ship."""
    counted = matrix(pieces)
    weights, bias = np.zeros((FEATURES, len(HEADS)), dtype=np.float32), np.full(len(HEADS), _SILENT, dtype=np.float32)
    for index, name in enumerate(HEADS):
        known, truth = column(items, name)
        if truth[known].sum() >= _FEWEST:
            model = LogisticRegression(C=20.0, max_iter=200, solver="lbfgs").fit(counted[known], truth[known])
            weights[:, index], bias[index] = model.coef_[0], model.intercept_[0]
    return weights.astype(np.float16), bias
