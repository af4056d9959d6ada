"""Remembers recent texts and counts look-alikes: exact copies first, then near ones (MinHash over 5-grams).

A value in memory, no clock: "recent" is the last `capacity` texts. In a batch it feeds the context of each line
from the lines before it. `sketch` is the same measure for a store. The same texts in the same order give the same
counts.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nlargest
from typing import Final

from rensa import RMinHash, RMinHashLSH

from evenhand.signals.normalise import normalise

_NOT_LETTERS = re.compile(r"[\W_]+")
_PERMUTATIONS, _BANDS, _SEED = 64, 16, 20261
_SHINGLE: Final = 5
_ALIKE: Final = 0.5  # Jaccard share of 5-grams from which two texts count as copies
_SHORTEST: Final = 24  # letters: shorter texts are alike by chance, only exact copies count
_LONGEST: Final = 2000
MOST_CANDIDATES: Final = 32  # the newest ones are compared; a flood of half-alike texts must not slow the rest


@dataclass(frozen=True, slots=True)
class Seen:
    """How many look-alikes came before, by how many authors."""

    count: int
    authors: int


@dataclass(slots=True)
class _Group:
    """Texts alike to one another: how often seen, and by whom."""

    minhash: RMinHash | None
    count: int = 0
    authors: set[str] = field(default_factory=set)


class LookAlikes:
    """A memory of the last `capacity` distinct texts."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._groups: OrderedDict[int, _Group] = OrderedDict()
        self._exact: OrderedDict[bytes, int] = OrderedDict()
        self._near = RMinHashLSH(_ALIKE, _PERMUTATIONS, _BANDS)
        self._next = 0

    def see(self, text: str, author: str = "") -> Seen:
        """Count the look-alikes of `text` so far, then remember it. Texts without letters are never alike."""
        letters = _NOT_LETTERS.sub("", normalise(text[:_LONGEST]).plain)
        if not letters:
            return Seen(0, 0)
        digest = blake2b(letters.encode(), digest_size=12).digest()
        key = self._exact.get(digest)
        if key is None or key not in self._groups:
            key = self._near_group(letters)
            self._exact[digest] = key
            self._forget()
        group = self._groups[key]
        seen = Seen(group.count, len(group.authors))
        group.count += 1
        if author:
            group.authors.add(author)
        return seen

    def _near_group(self, letters: str) -> int:
        """The group that the letters fall into, a new one where none is alike."""
        minhash = _minhash(letters)
        if minhash is not None:
            candidates: list[int] = nlargest(MOST_CANDIDATES, self._near.query(minhash))
            for key in candidates:
                group = self._groups.get(key)
                if group and group.minhash is not None and minhash.jaccard(group.minhash) >= _ALIKE:
                    return key
        key = self._next
        self._next += 1
        self._groups[key] = _Group(minhash)
        if minhash is not None:
            self._near.insert(key, minhash)
        return key

    def _forget(self) -> None:
        while len(self._exact) > self._capacity:
            self._exact.popitem(last=False)
        while len(self._groups) > self._capacity:
            key, _ = self._groups.popitem(last=False)
            self._near.remove(key)


def _minhash(letters: str) -> RMinHash | None:
    if len(letters) < _SHORTEST:
        return None
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update([letters[start : start + _SHINGLE] for start in range(len(letters) - _SHINGLE + 1)])
    return minhash


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a store keeps of a text to find its look-alikes: a digest, and the MinHash where it is long enough."""

    exact: str
    minhash: tuple[int, ...]

    def bands(self) -> list[str]:
        """The keys of which two near copies share at least one; none for a short text."""
        rows = _PERMUTATIONS // _BANDS
        return [
            f"{band}:" + "-".join(f"{value:x}" for value in self.minhash[band * rows : (band + 1) * rows])
            for band in range(_BANDS if self.minhash else 0)
        ]

    def alike(self, other: tuple[int, ...]) -> bool:
        """Whether two sketches are near copies, by the same measure as `LookAlikes`."""
        if not self.minhash or len(self.minhash) != len(other):
            return False
        same = sum(mine == theirs for mine, theirs in zip(self.minhash, other, strict=True))
        return same / len(other) >= _ALIKE


def sketch(text: str) -> Sketch | None:
    """The sketch of a text; None where it has no letters and so is never alike."""
    letters = _NOT_LETTERS.sub("", normalise(text[:_LONGEST]).plain)
    if not letters:
        return None
    minhash = _minhash(letters)
    exact = blake2b(letters.encode(), digest_size=12).hexdigest()
    return Sketch(exact, tuple(minhash.digest()) if minhash is not None else ())
