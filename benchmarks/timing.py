"""Times one thing many times, and prints figures beside their goals."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TypeVar

from rich.console import Console
from rich.table import Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `goal` 0: shown for information; `most`: the figure is to stay below its goal."""

    name: str
    value: float
    unit: str
    goal: float = 0
    most: bool = True

    @property
    def missed(self) -> bool:
        """Whether it has a goal that it does not keep."""
        return bool(self.goal) and (self.value > self.goal if self.most else self.value < self.goal)


def p95(name: str, work: Callable[[T], object], samples: Iterable[T], goal: float = 0) -> Figure:
    """Milliseconds that 95 of 100 calls of `work` take at most, after ten that warm up.

    The name tells the median too, and how much of it was processor time of ours: on a machine that others use, the rest
    is the store, and waiting for a turn.
    """
    given, took, used = list(samples), [], []
    for one in given[:10]:
        work(one)
    for one in given:
        begun, before = time.perf_counter(), time.process_time()
        work(one)
        took.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - before) * 1000)
    said = f"{name} (median {statistics.median(took):.1f}, ours {statistics.median(used):.1f})"
    return Figure(said, statistics.quantiles(took, n=20)[18], "ms p95", goal)


def told(figures: list[Figure]) -> str:
    """The figures as one line, for the process that asked."""
    return json.dumps([asdict(one) for one in figures])


def show(benchmark: str, title: str, figures: list[Figure]) -> int:
    """Print the table, then one line of JSON; 1 where a goal was missed."""
    table = Table("what", "figure", "unit", "goal", "", title=title)
    for one in figures:
        bound = f"{'at most' if one.most else 'at least'} {one.goal:,.0f}" if one.goal else ""
        digits = 1 if one.value < 100 else 0  # noqa: PLR2004 (three figures are enough)
        table.add_row(one.name, f"{one.value:,.{digits}f}", one.unit, bound, "MISSED" if one.missed else "")
    Console(width=120).print(table)
    print(json.dumps({"benchmark": benchmark, "figures": {one.name: round(one.value, 2) for one in figures}}))
    return int(any(one.missed for one in figures))
