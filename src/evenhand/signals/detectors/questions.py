"""Questions, with a question mark or without; a tag, an echo or a jibe that only looks like one weighs little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit

_MARK = re.compile(r"[^.!?\n]{3,200}\?")
_RHETORICAL = re.compile(
    r"\b(?:really|seriously|eh|innit|right|huh|lol|who cares|who knew|who asked|is it|isnt it|arent they|does it|"
    r"wouldnt it|"
    r"have we|havent they|so what|are you (?:having a laugh|joking|serious|thick|deaf|stupid|blind|mad))\W*\?"
)
_ASKING: Final = frozenset(
    [
        "how",
        "what",
        "whats",
        "when",
        "whens",
        "where",
        "wheres",
        "who",
        "whos",
        "why",
        "which",
        "wot",
        "wat",
        "can",
        "could",
        "do",
        "does",
        "did",
        "is",
        "are",
        "any",
        "anyone",
        "anybody",
        "will",
        "would",
        "should",
        "am",
        "has",
        "have",
        "may",
    ]
)
_OPENS = re.compile(
    r"(?:^|[.!\n,;:]\s*|-\s)(?:(?:hi|hello|hiya|hey|please|pls|and|but|so|also|sorry|erm|um|ok|just|yes|"
    r"thanks)\W+){0,2}"
    r"(?P<ask>(?:(?:how|what|whats|when|whens|where|wheres|who|whos|why|which|wot|wat)\s+(?:do|does|did|is|are|r|"
    r"can|could|would|should|will|"
    r"has|have|was|were|am|long|much|many|old|often|soon|time|about|happens|sort|kind|else|if|the|u|to|days?|"
    r"address|number|date|you|i)|"
    r"(?:how|what|which)\s+\w+\s+(?:do|does|did|can|should|will|would)\s+(?:i|u|you|we|they|he|she)|"
    r"whats\s+(?:a|an)|r\s+u\s+\w+ing|"
    r"(?:can|could|do|does|did|is|are|will|would|should|am|has|have|may)\s+(?:i|u|you|we|they|he|she|it|there|the|"
    r"a|my|your|this|that|these|"
    r"anyone|someone|anybody|somebody|people|prisoners|officers|visitors|any)|"
    r"any(?:one|body)?\s+(?:idea|ideas|update|updates|news|chance|advice|tips|info|know|got|else|heard|jobs|"
    r"vacancies|word))\b)"
)
_WELSH_ASKS: Final = frozenset(
    ["pryd", "sut", "ydi", "oes", "allwch", "gaf", "ga", "pwy", "pam", "ble", "faint", "beth", "fydd", "ydych"]
)
_MOST: Final = 3


class Questions:
    """See the module's words."""

    name = "questions"
    version = "3"
    languages = ("en", "cy")
    cost = Cost.CHEAP
    explanation = "Question marks, and sentences that open as questions do."
    signals = specs("question")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Questions in the text."""
        hits = list(_marked(view.plain)) if "?" in view.plain else []
        if not any(hit.score > 0.5 for hit in hits):  # noqa: PLR2004  # a question that stands needs no second look
            hits.extend(_opening(view))
        return gathered(view, hits, self.name) if hits else ()


def _marked(plain: str) -> Iterator[Hit]:
    for count, match in enumerate(_MARK.finditer(plain, 0, 4000)):
        if count == _MOST:
            return
        empty = _RHETORICAL.search(match.group())
        yield Hit("question", 0.4 if empty else 0.85, match.start(), match.end(), "a question mark")


def _opening(view: View) -> Iterator[Hit]:
    words = view.words
    if not words.isdisjoint(_ASKING):
        match = _OPENS.search(view.plain, 0, 4000)
        if match:
            yield Hit("question", 0.75, match.start("ask"), match.end("ask"), "opens as a question does")
    first = view.plain.split(maxsplit=1)[:1]
    if first and first[0] in _WELSH_ASKS and not words.isdisjoint(_WELSH_ASKS):
        yield Hit("question", 0.75, 0, min(len(view.plain), 60), "opens with a Welsh asking word")
