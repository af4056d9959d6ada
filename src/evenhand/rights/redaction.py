"""Which stretches of a text name somebody else: proposed by the detectors, for a person to check. Pure.

Names, handles and personal details, by the same detectors that look for them in comments. They miss some and find too
many, which is why nothing is released before a person has read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evenhand.signals.detectors.people import named
from evenhand.signals.detectors.personal import Personal
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context
from evenhand.signals.normalise import normalise

Spans = list[list[int]]
"""Stretches [start, end) in code points, in order, none touching another: as they are kept."""
TAKEN_OUT = "[taken out]"
_LAST = re.compile(r"(?:[ \t]+[A-Z][\w'’-]+)+")
_HANDLE = re.compile(r"(?<![\w@])@[\w.]{2,}")


def propose(text: str) -> Spans:
    """The stretches that seem to point to a person."""
    view, context = normalise(text), Context()
    signals = [*gathered(view, list(named(view, context)), "people"), *Personal().detect(view, context, {})]
    found = [(span.start, span.end) for one in signals if one.name != "own_details" for span in one.spans]
    whole = [(start, _to_the_end_of_the_name(text, start, end)) for start, end in found]
    return merged([*whole, *(match.span() for match in _HANDLE.finditer(text))])


def _to_the_end_of_the_name(text: str, start: int, end: int) -> int:
    """A first name that was found may have a last one behind it: too much is put back, too little is overlooked."""
    more = _LAST.match(text, end) if text[start : start + 1].isupper() else None
    return more.end() if more else end


def every(text: str, words: str) -> Spans:
    """Every place of `words` in `text`, in any case."""
    if not words.strip():
        return []
    return merged(match.span() for match in re.finditer(re.escape(words.strip()), text, re.IGNORECASE))


def merged(spans: Iterable[Sequence[int]]) -> Spans:
    """The same stretches in order, those that touch as one."""
    made: Spans = []
    for start, end in sorted((one[0], one[1]) for one in spans):
        if end <= start:
            continue
        if made and start <= made[-1][1]:
            made[-1][1] = max(made[-1][1], end)
        else:
            made.append([start, end])
    return made


def redacted(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The text without these stretches."""
    made, here = [], 0
    for start, end in merged(spans):
        made += [text[here:start], TAKEN_OUT]
        here = end
    return "".join([*made, text[here:]])
