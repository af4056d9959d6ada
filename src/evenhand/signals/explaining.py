"""Which words of a text moved the encoder's mind: what its word pieces add to one logit, told as stretches of the text.

The encoder's logit is a sum over word pieces (`training/encoder.py`), so each piece's part is exact, not an estimate.
Pieces are joined to whole words, words beside each other to one stretch; words that say nothing alone ("the", "of")
are shown only between two that do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evenhand.signals.encoder import Pieces
from evenhand.signals.interface import Span
from evenhand.signals.spelling import places
from evenhand.signals.stack import Array

_MOST: Final = 4  # stretches
_ENOUGH: Final = 0.7  # of what all words add: shown words explain this much
_LEAST: Final = 0.06  # of the same: a word that adds less explains nothing
_EMPTY: Final = frozenset(
    """
    a an and are as at be been but by did do does for from had has have he her him his i if in is it its just like me my
    of on or our she so than that the their them then there they this to too us was we were what when which who will
    with would you your y yn a'r i'r o ar am ac mae
    """.split()  # noqa: SIM905  # words are easier to read and to add to than a list
)
_LONGEST_WORD: Final = 40  # characters to each side
_PICTURES: Final = 0x2000  # code points from here on may be emoji


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    added: float


def moving(text: str, pieces: Pieces, parts: Array) -> tuple[Span, ...]:
    """The stretches of `text` that added most to a logit; `parts`: what each of the pieces added, in their order."""
    words = [word for word in _words(text, pieces, parts) if word.added > 0 and _tells(text, word)]
    total = sum(word.added for word in words)
    shown, explained = [], 0.0
    for word in sorted(words, key=lambda one: -one.added):
        if explained >= _ENOUGH * total or word.added < _LEAST * total:
            break
        shown.append(word)
        explained += word.added
    return tuple(_joined(text, sorted(shown, key=lambda one: one.start))[:_MOST])


def _tells(text: str, word: _Word) -> bool:
    letters = text[word.start : word.end].casefold()
    return letters not in _EMPTY and any(char.isalnum() or ord(char) >= _PICTURES for char in letters)


def _words(text: str, pieces: Pieces, parts: Array) -> Iterator[_Word]:
    origins, current = places(text), None
    for (start, end), added in zip(pieces.offsets, parts.tolist(), strict=False):
        if end <= start or end > len(origins):
            continue
        if current is not None and origins[start] < current.end:  # still inside the word that was widened before
            current.added += added
            continue
        left, right = _whole(text, origins[start], origins[end - 1] + 1)
        if current is not None:
            yield current
        current = _Word(left, right, added)
    if current is not None:
        yield current


def _joined(text: str, words: list[_Word]) -> list[Span]:
    """Words as stretches: neighbours become one, also over one word between them that tells nothing alone."""
    spans: list[Span] = []
    for word in words:
        between = text[spans[-1].end : word.start].split() if spans else []
        if spans and all(one.casefold() in _EMPTY for one in between) and len(between) <= 1:
            spans[-1] = Span(spans[-1].start, word.end)
        else:
            spans.append(Span(word.start, word.end))
    return spans


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece of a word widened to the word; of one without end, to a stretch that can be shown."""
    first, last = max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)
    while start > first and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < last and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
