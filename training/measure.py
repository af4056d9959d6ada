"""How well logits agree with labels: thresholds are chosen on validation texts only, figures told for the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from training.heads import GUIDELINES, HEADS, INDEX, INTENTS
from training.items import Item

_FEWEST: Final = 8  # labelled texts under which no figure is told


def f1(truth: np.ndarray, found: np.ndarray) -> float:
    """Harmonic mean of precision and recall."""
    hit = float((truth & found).sum())
    return 2 * hit / max(1.0, float(truth.sum() + found.sum()))


def threshold(truth: np.ndarray, values: np.ndarray, beta: float = 1.0) -> float:
    """The value above which F-beta is highest, between the two nearest ones; 0 where nothing is labelled."""
    if not truth.any():
        return 0.0
    order = np.argsort(-values)
    hits = np.cumsum(truth[order])
    figures = (1 + beta**2) * hits / (np.arange(1, len(order) + 1) + beta**2 * truth.sum())
    best = int(np.argmax(figures))
    below = values[order[best + 1]] if best + 1 < len(order) else values[order[best]] - 1
    return float((values[order[best]] + below) / 2)


def column(items: Sequence[Item], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Which items are labelled for a head, and their labels."""
    known = np.array([name in item.labels for item in items])
    return known, np.array([bool(item.labels.get(name, 0)) for item in items])


def report(
    title: str, items: Sequence[Item], logits: np.ndarray, parts: Sequence[str] = ("validation",)
) -> dict[str, dict[str, float]]:
    """Print F1 of each head on `parts`, thresholds from validation; return them. Choices look at validation alone."""
    split = np.array([item.split for item in items])
    told: dict[str, dict[str, float]] = {part: {} for part in parts}
    for name in HEADS:
        known, truth = column(items, name)
        values = logits[:, INDEX[name]]
        choose = known & (split == "validation")
        bound = threshold(truth[choose], values[choose])
        for part, figures in told.items():
            here = known & (split == part)
            if truth[here].sum() >= _FEWEST:
                figures[name] = round(f1(truth[here], values[here] > bound), 3)
    for part, figures in told.items():
        ours = [figures[name] for name in GUIDELINES if name in figures]
        wants = [figures[name] for name in INTENTS if name in figures]
        print(
            f"{title:<8}{part:<8} guidelines {np.mean(ours or [0]):.3f} intents {np.mean(wants or [0]):.3f} {figures}"
        )
    return told
