"""The normalised view of a text, with every stretch of it mapped back to the original.

`plain` is what rules read: folded to lower-case Latin without accents, apostrophes or invisible marks.
What is disguised within a word (leet, masks, joined letters) is undone by `disguise.py`, for strong
terms only. Offsets are worked out only when somebody asks for one, since most texts show nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from evenhand.signals.fold import FOLD, LENGTH_CHANGING
from evenhand.signals.interface import Span

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?\n]+(?=\s|$)|\n")


class NormalisedText:
    """One text as the detectors see it. Any `str` is accepted, lone surrogates and NUL included."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.translate(FOLD)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each word of `plain` and the indexes where it starts."""
        places: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.plain):
            places.setdefault(match.group(), []).append(match.start())
        return places

    @cached_property
    def words(self) -> frozenset[str]:
        """The distinct words of `plain`, for detectors that first ask whether to look at all."""
        return frozenset(self.places)

    @cached_property
    def _changes(self) -> tuple[list[int], list[int]]:
        """The characters of `text` that are not one of `plain`: where they are, and where `plain` goes on after."""
        if LENGTH_CHANGING.isdisjoint(self.text):
            return [], []
        changed, resumed, shift = [], [], 0
        for index, char in enumerate(self.text):
            if char in LENGTH_CHANGING:
                shift += len(FOLD[ord(char)]) - 1
                changed.append(index)
                resumed.append(index + 1 + shift)
        return changed, resumed

    def _origin(self, index: int) -> int:
        """The index in `text` of the character that became `plain[index]`."""
        changed, resumed = self._changes
        passed = bisect_right(resumed, index)
        origin = changed[passed - 1] + 1 + index - resumed[passed - 1] if passed else index
        return min(origin, changed[passed]) if passed < len(changed) else origin

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.plain)]

    def span(self, start: int, end: int) -> Span:
        """Map `plain[start:end]` to the original; always inside the text, whatever is asked."""
        text, size = self.text, len(self.plain)
        start, end = max(0, start), min(end, size)
        if start >= end:
            at = self._origin(start) if start < size else len(text)
            return Span(at, at)
        first, last = self._origin(start), self._origin(end - 1) + 1
        following = self._origin(end) if end < size else len(text)
        # Marks that were folded away after the last letter (an accent, a joiner) belong to it.
        while last < following and not FOLD[ord(text[last])]:
            last += 1
        return Span(first, last)

    def position(self, original: int) -> int:
        """The index in `plain` of what stands at or after `text[original]`."""
        changed, resumed = self._changes
        passed = bisect_left(changed, original)
        return original + (resumed[passed - 1] - changed[passed - 1] - 1 if passed else 0)

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
