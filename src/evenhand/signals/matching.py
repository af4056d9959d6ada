"""Finds many words and phrases in one pass (Aho-Corasick), whole words only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick


class WordMatcher:
    """Whole-word matches of a fixed list in a text that holds no lone surrogates (a view's `plain`)."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words: tuple[str, ...] = tuple(dict.fromkeys(words))
        self._automaton = AhoCorasick(list(self.words), store_patterns=False)

    def find(self, plain: str) -> Iterator[tuple[int, int, int]]:
        """Each match as (index into `words`, start, end); overlapping matches are all given."""
        size = len(plain)
        for index, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            if (start and plain[start - 1].isalnum()) or (end < size and plain[end].isalnum()):
                continue
            yield index, start, end
