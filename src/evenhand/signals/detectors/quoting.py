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


# A slur that its own people use of themselves: first person and fondness, nobody spoken against.
_OURS = re.compile(r"\b(?:i|im|ive|my|me|we|us|our|were|myself|fellow)\b")
_FOND = re.compile(
    r"\b(?:proud|love|loving|loved|pride|happy|salute|cheers|legends?|sisters?|brothers|family|solidarity|thanks?|"
    r"wife|husband|girlfriend|"
    r"boyfriend|partner|fabulous|brilliant|great|smash it|well done|good luck|representing|good to see|lovely|"
    r"cake|march|here)\b|[❤💜🏳💛🥰]"
)
_AGAINST = re.compile(
    r"\b(?:you|they|them|those|these|get out|send|back|shouldnt|dont want|disgusting|hate|ban|scum|dirty)\b"
)


class Quoting:
    """See the module's words."""

    name = "quoting"
    version = "2"
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
        hits.extend(_of_ourselves(view, found))
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


def _of_ourselves(view: View, found: Mapping[str, Signal]) -> list[Hit]:
    """Reclaimed words: a slur in a text that speaks fondly in the first person, and against nobody."""
    if not strength(found, "slur") or _AGAINST.search(view.plain):
        return []
    ours = _OURS.search(view.plain)
    if not ours or not _FOND.search(view.plain):
        return []
    return [Hit("self_description", 0.7, ours.start(), ours.end(), "words of one's own group")]
