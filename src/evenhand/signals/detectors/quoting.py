"""Whose words they are: quoted or told of, spoken against, or said by the author of themselves.

These signals never find a breach. They hold others back: somebody who reports a slur, or answers one, has not used it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_QUOTED = re.compile(r'"([^"\n]{2,200})"')
_HELD_BACK: Final = ("slur", "insult", "profanity", "sexual_term")


class Quoting:
    """See the module's words."""

    name = "quoting"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Quotation marks around a term, words of reporting, of denial, and of oneself."
    signals = specs("quoted", "negated", "self_description")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("quoting")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Whose words the text's words are."""
        hits = self._book.search(view)
        hits.extend(self._in_quotation_marks(view, found))
        return gathered(view, hits, self.name) if hits else ()

    def _in_quotation_marks(self, view: View, found: Mapping[str, Signal]) -> list[Hit]:
        if '"' not in view.plain:
            return []
        terms = [span for name in _HELD_BACK if strength(found, name) for span in found[name].spans]
        hits = []
        for match in _QUOTED.finditer(view.plain):
            span = view.span(match.start(), match.end())
            around = any(span.start <= term.start and term.end <= span.end for term in terms)
            score = 0.9 if around else 0.5
            hits.append(Hit("quoted", score, match.start(), match.end(), "words in quotation marks"))
        return hits
