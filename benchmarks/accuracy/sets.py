"""The labelled texts to measure on: the project's own test split and held-out writers, and published sets if given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from training.prepare import DOMAIN
from training.splits import split_domain, written_down

from training import domain, public_sets

PUBLIC: Final = ("davidson", "hatemoji_build", "tweeteval")


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text of the project's own, and what its writer said of it."""

    text: str
    about: dict[str, Any]
    id: str = ""


def own(part: str) -> list[Text]:
    """Texts of `training/data/domain` that taught nothing: part 'test', 'writer' or 'fresh' (held out whole)."""
    items = list(domain.read(DOMAIN))
    split_domain(items, written_down())
    return [Text(item.text, item.about, item.id) for item in items if item.split == part]


def folder(path: Path) -> list[Text]:
    """Every labelled text of another folder of `*.jsonl` in the same schema."""
    lines = [line for file in sorted(path.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").split("\n")]
    raws = [json.loads(line) for line in lines if line.strip()]
    return [Text(raw["text"], raw) for raw in raws]


def public(path: Path, name: str) -> Iterator[tuple[str, bool]]:
    """Texts of a published set's evaluation part, and whether its authors called them offensive or hateful."""
    if name == "tweeteval":
        texts = (path / name / "offensive__test_text.txt").read_text(encoding="utf-8").strip().split("\n")
        labels = (path / name / "offensive__test_labels.txt").read_text(encoding="utf-8").split()
        yield from ((text, label == "1") for text, label in zip(texts, labels, strict=True))
        return
    for item in public_sets.SETS[name](path / name):
        if item.split == "test":
            yield item.text, bool(item.labels["offensive" if name == "davidson" else "hateful"])
