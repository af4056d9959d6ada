"""How far two people agree beyond chance: Cohen's kappa and Gwet's AC1, with 95 % intervals. Pure.

Kappa falls where nearly everything is of one sort, however well people agree; AC1 does not (Gwet 2008), so both are
given. The intervals are percentiles of a bootstrap over the table of answers with a fixed seed: the same answers give
the same interval. Where a measure is not defined (everybody always gave one answer) it is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
RESAMPLES: Final = 2000
SEED: Final = 20_261_127
FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of agreement and its interval, each from -1 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """What so many pairs of answers say; `agreed` is how many pairs were the same."""

    pairs: int
    agreed: int
    kappa: Measure | None
    ac1: Measure | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Agreement over the first and the second answers of each pair."""
    answers = sorted({answer for pair in pairs for answer in pair})
    place = {answer: number for number, answer in enumerate(answers)}
    table: Table = np.zeros((len(answers), len(answers)))
    for first, second in pairs:
        table[place[first], place[second]] += 1
    agreed = int(np.trace(table))
    if len(pairs) < FEWEST or len(answers) < FEWEST:
        return Agreement(len(pairs), agreed, None, None)
    kappa, ac1 = _measures(table[np.newaxis] / len(pairs))
    shares = (table / len(pairs)).ravel()
    drawn = np.random.default_rng(SEED).multinomial(len(pairs), shares, size=RESAMPLES)
    kappas, ac1s = _measures(drawn.reshape(-1, *table.shape) / len(pairs))
    return Agreement(len(pairs), agreed, _measure(kappa, kappas), _measure(ac1, ac1s))


def on(guideline: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Agreement on whether one guideline is breached."""
    return agreement([tuple("yes" if one == guideline else "no" for one in pair) for pair in pairs])  # type: ignore[misc]  # a pair stays one


def _measures(tables: Table) -> tuple[Table, Table]:
    """Kappa and AC1 of each table of shares; nan where one is not defined."""
    observed = np.trace(tables, axis1=1, axis2=2)
    first, second = tables.sum(axis=2), tables.sum(axis=1)
    by_chance = (first * second).sum(axis=1)
    usual = (first + second) / 2
    by_chance_ac1 = (usual * (1 - usual)).sum(axis=1) / (tables.shape[1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        kappa = (observed - by_chance) / (1 - by_chance)
        ac1 = (observed - by_chance_ac1) / (1 - by_chance_ac1)
    return np.where(by_chance < 1, kappa, np.nan), ac1


def _measure(value: Table, resampled: Table) -> Measure | None:
    known = resampled[~np.isnan(resampled)]
    if np.isnan(value[0]) or not known.size:
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return Measure(round(float(value[0]), 3), round(float(low), 3), round(float(high), 3))
