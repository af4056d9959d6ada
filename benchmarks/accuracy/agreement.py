"""How far a second reader agrees with the labels: what nobody can be asked to exceed by much.

`blind-test.jsonl` has what fresh readers made of the test split: each text read once, with the policy and the schema in
hand and no label in sight. They are language models like the writers, so they agree more than people would. Measured
like everything else, and as Cohen's kappa.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.accuracy.report import FEWEST, RISKY
from benchmarks.accuracy.sets import Text
from benchmarks.accuracy.tally import Tally, macro
from training.prepare import DOMAIN

BLIND: Final = DOMAIN / "blind-test.jsonl"


def second_readings(path: Path = BLIND) -> dict[str, dict[str, Any]]:
    """What the second readers said of each text, by its id."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {raw["id"]: raw for raw in map(json.loads, lines)}


def print_agreement(texts: Sequence[Text], readings: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Print how far the readings agree with the labels; return the figures. Nothing where no text was read twice."""
    pairs = [(text.about, readings[text.id]) for text in texts if text.id in readings]
    if not pairs:
        return {}
    tallies = {(field, name): tally for field in ("guidelines", "intents") for name, tally in _tallies(pairs, field)}
    breaches = [tally for (field, _), tally in tallies.items() if field == "guidelines"]
    right = sum(one["outcome"] == other["outcome"] for one, other in pairs) / len(pairs)
    harmless = [bool(other["guidelines"]) for one, other in pairs if not one["guidelines"]]
    told = {
        "macro_f1": round(macro(breaches, FEWEST), 3),
        "outcome_accuracy": round(right, 3),
        "harmless_flagged": round(sum(harmless) / max(1, len(harmless)), 4),
    }
    print(f"\na second reader, blind, against the labels: {len(pairs)} texts")
    print(f"{'label':<22}{'precision':>10}{'recall':>8}{'F1':>7}{'kappa':>8}{'n':>6}")
    for (_, name), tally in sorted(tallies.items(), key=lambda pair: -pair[1].size):
        precision, recall, figure = tally.figures
        print(f"{name:<22}{precision:>10.2f}{recall:>8.2f}{figure:>7.2f}{tally.kappa:>8.2f}{tally.size:>6}")
        if name in RISKY:
            told[f"recall_{name}"] = round(recall, 3)
    print("  " + ", ".join(f"{name} {value}" for name, value in told.items()))
    return told


def _tallies(pairs: Sequence[tuple[Any, Any]], field: str) -> Iterator[tuple[str, Tally]]:
    """A tally of each label that either has."""
    for name in sorted({name for pair in pairs for one in pair for name in one[field]}):
        tally = Tally()
        for one, other in pairs:
            tally.add(wanted=name in one[field], found=name in other[field])
        yield name, tally
