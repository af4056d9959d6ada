"""Which text is for training, which for choosing, which for the final figures; for ever the same.

A new text goes where its group is, or by a hash; where it once stood is written down, and there it stays:

    python -m training.splits          # adds the texts that are not yet in data/domain/splits.tsv
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from training.items import Item, key

WRITTEN_DOWN: Final = Path(__file__).parent / "data" / "domain" / "splits.tsv"
HELD_OUT: Final = {"writer-a": "writer", "writer-6": "fresh"}
"""Writers held out whole, and what their texts' split is called. The rules may have been written with a in sight; 6
came after them, but for some wordings of reports and of asking for a job, one of which was taken from it."""
TESTED_WRITERS: Final = frozenset("bcdefghijklmnopqr")
"""Whose texts may be drawn for the final figures. Later writers teach and choose only: figures stay comparable."""
_TEST: Final = 0.10
_VALIDATION: Final = 0.15
_SHINGLE: Final = 4  # words
_ALIKE: Final = 0.5  # of the shorter text's shingles


def share(salt: str, text: str) -> float:
    """A number from 0 to 1 that depends on the text alone."""
    return int.from_bytes(hashlib.blake2b(f"{salt}\n{text}".encode(), digest_size=8).digest()) / 2**64


def shingles(text: str) -> frozenset[str]:
    """Runs of four words of the text's key; of a shorter text, the whole."""
    words = key(text).split()
    return frozenset(" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def campaigns(items: Sequence[Item]) -> None:
    """Give texts that share half of their words' runs one group, so that no split parts them."""
    parent = {item.group: item.group for item in items}

    def root(group: str) -> str:
        while parent[group] != group:
            parent[group] = parent[parent[group]]
            group = parent[group]
        return group

    for one, other in alike(items, items):
        parent[root(other.group)] = root(one.group)
    for item in items:
        item.group = root(item.group)


def alike(left: Iterable[Item], right: Iterable[Item]) -> Iterable[tuple[Item, Item]]:
    """Pairs of texts, one of each side, that share at least half of the shorter one's runs of words."""
    holders: dict[str, list[Item]] = defaultdict(list)
    sets = {}
    for item in left:
        sets[item.id] = shingles(item.text)
        for shingle in sets[item.id]:
            holders[shingle].append(item)
    for item in right:
        mine, counts = shingles(item.text), defaultdict[str, int](int)
        others = {}
        for shingle in mine:
            for other in holders.get(shingle, ()):
                if other.id != item.id:
                    counts[other.id] += 1
                    others[other.id] = other
        for name, count in counts.items():
            if count >= _ALIKE * min(len(mine), len(sets[name])):
                yield others[name], item


def written_down(path: Path = WRITTEN_DOWN) -> dict[str, str]:
    """The split of each text that has one already, by the text's id."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: split for name, _, split in (line.partition("\t") for line in lines)}


def split_domain(items: Sequence[Item], fixed: Mapping[str, str]) -> None:
    """Set the split of each of the project's own texts: as written down, or with its group, or by hash."""
    campaigns(items)
    stands: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.id in fixed:
            stands[item.group].add(fixed[item.id])
    for item in items:
        item.split = fixed.get(item.id) or _place(item.group, stands[item.group])
        item.split = HELD_OUT.get(item.source, item.split)


def _place(group: str, stands: set[str]) -> str:
    """Where a new text goes: the strictest side that its group stands on already, or by hash."""
    place = share("domain", group)
    drawn = "test" if place < _TEST else "validation" if place < _TEST + _VALIDATION else "train"
    if drawn == "test" and group.partition(":")[0] not in TESTED_WRITERS:
        drawn = "train"
    return next((split for split in ("test", "validation", "train") if split in stands), drawn)


def without_overlap(training: Sequence[Item], evaluation: Sequence[Item]) -> tuple[list[Item], int]:
    """The training texts that are like no evaluation text, and how many were dropped."""
    doubles = {item.id for _, item in alike(evaluation, training)}
    kept = [item for item in training if item.id not in doubles]
    return kept, len(training) - len(kept)


def main() -> None:
    """Write down the split of every text that has none yet."""
    from training import domain  # noqa: PLC0415  # it needs what stands above

    items, fixed = list(domain.read(WRITTEN_DOWN.parent)), written_down()
    split_domain(items, fixed)
    kept = fixed | {item.id: item.split for item in items if item.source not in HELD_OUT}
    WRITTEN_DOWN.write_text("".join(f"{name}\t{split}\n" for name, split in sorted(kept.items())), encoding="utf-8")
    print(f"{len(kept) - len(fixed)} texts added, {len(kept)} written down")


if __name__ == "__main__":
    main()
