"""The normalised view of a text, with every stretch of it mapped back to the original.

`plain` is what rules read: folded to lower-case Latin without accents, apostrophes or invisible marks.
What is disguised within a word (leet, masks, joined letters) is undone by `disguise.py`, for strong
terms only. Offsets are worked out only when somebody asks for one, since most texts show nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from evenhand.signals.fold import FOLD
from evenhand.signals.interface import Span

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?\n]+(?=\s|$)|\n")


class NormalisedText:
    """One text as the detectors see it. Any `str` is accepted, lone surrogates and NUL included."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.translate(FOLD)

    @cached_property
    def words(self) -> frozenset[str]:
        """The distinct words of `plain`, for detectors that first ask whether to look at all."""
        return frozenset(_WORD.findall(self.plain))

    @cached_property
    def _offsets(self) -> list[int]:
        """For each character of `plain` the index of its origin in `text`."""
        offsets: list[int] = []
        for index, char in enumerate(self.text):
            offsets.extend([index] * len(FOLD[ord(char)]))
        return offsets

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.plain)]

    def span(self, start: int, end: int) -> Span:
        """Map `plain[start:end]` to the original; always inside the text, whatever is asked."""
        offsets, size = self._offsets, len(self.text)
        start, end = max(0, start), min(end, len(offsets))
        if start >= end:
            at = offsets[start] if start < len(offsets) else size
            return Span(at, at)
        first = offsets[start]
        last = offsets[end - 1] + 1
        following = offsets[end] if end < len(offsets) else size
        # Marks that were folded away after the last letter (an accent, a joiner) belong to it.
        while last < following and not FOLD[ord(self.text[last])]:
            last += 1
        return Span(first, last)

    def position(self, original: int) -> int:
        """The index in `plain` of what stands at or after `text[original]`."""
        return bisect_left(self._offsets, original)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds in `plain` of the sentence that holds `plain[start:end]`."""
        ends = self._sentence_ends
        position = bisect_left(ends, start + 1)
        begin = ends[position - 1] if position else 0
        after = bisect_left(ends, end)
        return begin, ends[after] if after < len(ends) else len(self.plain)


def normalise(text: str) -> NormalisedText:
    """The view of `text` that detectors are given."""
    return NormalisedText(text)
