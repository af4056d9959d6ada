"""Whether two trainings came to the same: digests of the files they wrote, and the figures of the models.

    python -m training.compare A B OUT [--points 0.5] [--lessons N]

A and B are folders that `training.finish` wrote, OUT has the items of stage one. Prints each file's digests, and F1 of
each head on validation, test and held-out writer through the product's own code. Ends with 1 where the linear stages
differ in a byte, or a mean figure by more than so many points.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from evenhand.assess import Assessor
from evenhand.policy import load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.detectors.learned import Learned
from evenhand.signals.interface import Context, Detectors
from evenhand.signals.model_files import open_files
from evenhand.signals.registry import rules_only
from training.heads import GUIDELINES, INTENTS
from training.items import Item, read, some
from training.measure import f1
from training.prepare import POLICY

LINEAR: Final = "linear.npz"
_PARTS: Final = ("validation", "test", "writer", "fresh")
_HEADS: Final = (*GUIDELINES, *INTENTS)
_POINTS: Final = 0.5
_FEWEST: Final = 8  # labelled texts under which no figure is told


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file that the manifest names, and the manifest's own; ModelFileError where one is damaged."""
    files = open_files(folder)
    files.check()  # a folder with another's file is no training's; it would be measured by rules alone
    names = [*sorted(files.manifest["files"]), "manifest.json"]
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def figures(folder: Path, items: Sequence[Item]) -> dict[str, float]:
    """What the whole judge reaches with a model, by part and head; `macro` is the mean of a part's heads."""
    assessor = Assessor(load(POLICY, signals=CATALOGUE), Detectors((*rules_only().items, Learned(folder))))
    found = []
    for item in items:
        judged = assessor.assess(item.text, Context("facebook", item.about["kind"], item.about["post"]))
        found.append({one.guideline_id for one in judged.findings} | {one.id for one in judged.intents})
    told: dict[str, float] = {}
    for part in _PARTS:
        here = [at for at, item in enumerate(items) if item.split == part]
        heads = {name: _figure(name, [items[at] for at in here], [found[at] for at in here]) for name in _HEADS}
        known = {name: figure for name, figure in heads.items() if figure is not None}
        told |= {f"{part} {name}": figure for name, figure in known.items()}
        if known:
            told[f"{part} macro"] = float(np.mean(list(known.values())))
    return told


def _figure(name: str, items: Sequence[Item], found: Sequence[set[str]]) -> float | None:
    truth = np.array([name in {*item.about["guidelines"], *item.about["intents"]} for item in items], dtype=bool)
    return f1(truth, np.array([name in one for one in found], dtype=bool)) if truth.sum() >= _FEWEST else None


def differing(
    one: Mapping[str, str], other: Mapping[str, str], first: Mapping[str, float], second: Mapping[str, float],
    points: float = _POINTS,
) -> list[str]:  # fmt: skip
    """What two trainings of the same data and seed may not differ in, and do: the linear stage, or a mean figure."""
    wrong = [] if one[LINEAR] == other[LINEAR] else [f"{LINEAR}: the digests differ"]
    for name in sorted({*first, *second}):
        apart = abs(first.get(name, 0.0) - second.get(name, 0.0)) * 100
        if name.endswith(" macro") and apart > points:
            wrong.append(f"{name}: {apart:.2f} points apart, more than {points}")
    return wrong


def main() -> None:
    """Compare, print, say by the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("a", "b", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--points", type=float, default=_POINTS)
    parser.add_argument("--lessons", type=int, help="measure on at most so many texts, to try it out")
    options = parser.parse_args()
    ours = [item for item in read(options.out / "items.jsonl.gz") if item.source.startswith("writer-")]
    unseen = some([item for item in ours if item.split != "train"], options.lessons)
    one, other = digests(options.a), digests(options.b)
    for name in one:
        same = "the same" if one[name] == other.get(name) else "differs"
        print(f"{name:<16}{one[name][:16]}  {other.get(name, '')[:16]}  {same}")
    first, second = figures(options.a, unseen), figures(options.b, unseen)
    for name, figure in first.items():
        print(f"{name:<34}{figure:>8.3f}{second.get(name, 0.0):>8.3f}")
    wrong = differing(one, other, first, second, options.points)
    print("\n".join(wrong) or f"the same linear stage, and mean figures within {options.points} points")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
