"""One labelled text, and how it is kept on disk: JSON Lines, compressed."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Item:
    """A text with what is known of it.

    `context`: the post it stands under, or what kind of text it is. `labels`: head → 0 or 1; a head that is not there
    is unknown. `group`: texts of one group stand on one side of every split. `split`: train, validation, test, or
    writer (the writer held out whole).
    """

    id: str
    text: str
    context: str
    labels: dict[str, int]
    source: str
    group: str
    split: str = "train"
    about: dict[str, Any] = field(default_factory=dict)


def write(path: Path, items: Iterable[Item]) -> None:
    """Write items; the same items give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        for item in items:
            file.write(json.dumps(asdict(item), ensure_ascii=False).encode() + b"\n")


def read(path: Path) -> Iterator[Item]:
    """Read what `write` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield Item(**json.loads(line))


def some(items: Sequence[Item], most: int | None) -> list[Item]:
    """At most so many of the items, always the same ones, in their order: to try a stage out; None: all of them."""
    if most is None or len(items) <= most:
        return list(items)
    return [items[at] for at in sorted(random.Random(2).sample(range(len(items)), most))]


def key(text: str) -> str:
    """A text without case, accents, marks and spacing: two texts of one key are the same text."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = [char if char.isalnum() or unicodedata.category(char) == "So" else " " for char in folded]
    return " ".join("".join(letters).split())
