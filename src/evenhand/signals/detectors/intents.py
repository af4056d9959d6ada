"""What the author wants: an answer, help with an application, a complaint, a report, an appeal, a right; or needs help.

Intents never find a breach and a breach never swallows an intent (promise 8): both are measured on every text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import CATALOGUE, specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.lexicon import word_list
from evenhand.signals.phrases import PhraseBook

_NAMES: Final = tuple(name for name, spec in CATALOGUE.items() if spec.is_intent and name != "at_risk")


class Intents:
    """See the module's words."""

    name = "intents"
    version = "3"
    languages = ("en", "cy")
    cost = Cost.CHEAP
    explanation = "Phrases of help wanted, complaint, report, appeal, rights and praise."
    signals = specs(*_NAMES)

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("intents")

    @cached_property
    def _applying(self) -> PhraseBook:
        """Words of a job or an application, for texts that ask."""
        return PhraseBook("applying")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Everything the author seems to want."""
        hits = self._book.search(view)
        if not view.words.isdisjoint(word_list("asking_words")):
            hits.extend(self._applying.search(view))
        return gathered(view, hits, self.name) if hits else ()
