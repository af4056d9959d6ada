"""What the author wants: an answer, help with an application, a complaint, a report, an appeal, a right; or needs help.

Intents never find a breach and a breach never swallows an intent (promise 8): both are measured on every text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import CATALOGUE, specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_MARK = re.compile(r"[^\s?]{2,}[^.!?\n]{0,200}(?<!\?)\?")
# A question mark that asks nothing: a tag, an echo, an exclamation.
_RHETORICAL = re.compile(
    r"\b(?:really|seriously|eh|innit|right|huh|lol|who cares|who knew|who asked|are you (?:having a laugh|joking|serious|thick|deaf|stupid)|"
    r"is it|isnt it|arent they|does it|do you|are you|wouldnt it|have we|havent they|so what)\s*\?"
)
_NAMES: Final = tuple(name for name, spec in CATALOGUE.items() if spec.is_intent)
_WELSH_ASKS: Final = frozenset(
    {"pryd", "sut", "ydi", "oes", "allwch", "gaf", "ga", "pwy", "pam", "ble", "faint", "beth", "fydd", "ydych"}
)


class Intents:
    """See the module's words."""

    name = "intents"
    version = "1"
    languages = ("en", "cy")
    cost = Cost.CHEAP
    explanation = "Question marks and asking words, and phrases of help wanted, complaint, report, appeal, rights, praise and risk."
    signals = specs(*_NAMES)

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("intents")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Everything the author seems to want."""
        hits = self._book.search(view)
        hits.extend(_asked(view))
        return gathered(view, hits, self.name) if hits else ()


def _asked(view: View) -> list[Hit]:
    """Questions by their mark, weaker where it asks nothing; Welsh questions by their first word."""
    hits = []
    if "?" in view.plain:
        for match in _MARK.finditer(view.plain, 0, 4000):
            empty = _RHETORICAL.search(match.group())
            score = 0.4 if empty else 0.85
            hits.append(Hit("question", score, match.start(), match.end(), "a question mark"))
            if len(hits) > 3:  # noqa: PLR2004  # more questions than this say nothing new
                break
    if view.words & _WELSH_ASKS and len(hits) == 0 and _welsh_question(view):
        hits.append(Hit("question", 0.75, 0, min(len(view.plain), 60), "a Welsh asking word"))
    return hits


def _welsh_question(view: View) -> bool:
    first = view.plain.split(maxsplit=1)[:1]
    return bool(first) and first[0] in _WELSH_ASKS
