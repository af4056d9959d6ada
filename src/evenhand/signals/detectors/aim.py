"""Whom an insult is aimed at: a person (a breach), or the organisation, a policy or a thing (never one).

An insulting word counts only when a person stands close to it in the same sentence. Degrading phrases without any
insulting word are in `data/phrases/aim.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, Span, View
from evenhand.signals.phrases import Hit, PhraseBook

_PERSON = re.compile(
    r"\b(?:you|u|ya|yous|youse|youre|ur|hes|shes|theyre|him|her|he|she|them|they|bloke|woman|man|lad|fella|guy|"
    r"officer|screws?|"
    r"nurse|governor|manager|boss|chef|teacher|admin|whoever|mate|love|pal|sweetheart|pet|karen|lot|people|"
    r"mr|mrs|ms|miss|dr)\b|@\w"
)
_THING = re.compile(
    r"\b(?:government|ministers?|policy|policies|system|service|website|app|form|process|idea|rules?|law|decision|"
    r"strategy|survey|food|"
    r"wage|pay|place|prison|jail|job|post|video|advert|report|organisation|hmpps|moj|helpline|line|portal|scheme|"
    r"regime|queue|weather|"
    r"tag|charger|dinner|meal|building|cell|cells|wing|it|its|this|thats|that)\b"
)
_BEFORE, _AFTER = 28, 22
_HARD: Final = 0.5  # scores above it are strong insults
_FOND = re.compile(
    r"\b(?:legends?|love|loving|proud|jammy|lucky|glorious|cheers|buzzing|lifesaver|brave|beautiful|best|"
    r"brilliant|solidarity|"
    r"smashed it|well done|congrats|good luck|respect|chuffed|mint|class)\b"
)
_NAME_BEFORE = re.compile(r"(?:^|[.!?,]\s+|@)[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,?\s+(?:you\b|u\b|is\b|was\b|looks\b|has\b)")


class Aim:
    """See the module's words."""

    name = "aim"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Insults with a person close by, degrading phrases, and words that name an institution as the target."
    signals = specs("insult_at_person", "aimed_at_institution")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("aim")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Insults with their target."""
        hits = self._book.search(view)
        if "insult" in found:
            hits.extend(_aimed(view, found["insult"]))
        if not hits:
            return ()
        share = _share(found) * (0.6 if _FOND.search(view.plain) else 1.0)
        hits = [hit._replace(score=hit.score * share) if hit.signal == "insult_at_person" else hit for hit in hits]
        return gathered(view, hits, self.name)


def _share(found: Mapping[str, Signal]) -> float:
    """Less of an insult stands where it is quoted, spoken against, or said of oneself."""
    if strength(found, "self_description") > _HARD:
        return 0.4
    if strength(found, "quoted") > _HARD:
        return 0.5
    return 0.8 if strength(found, "negated") else 1.0


def _aimed(view: View, word: Signal) -> list[Hit]:
    """A hit for each place of an insulting word that has a person close to it."""
    hits = []
    for span in word.spans:
        window = _window(view, span)
        person = _PERSON.search(window) or _NAME_BEFORE.search(view.text[max(0, span.start - 60) : span.end])
        if not person:
            continue
        score = 0.75 if word.score > _HARD else 0.45
        score -= 0.25 if _THING.search(window) else 0.0
        hits.append(_at(view, span, score))
    return hits


def _window(view: View, span: Span) -> str:
    """The folded words around a stretch of the original, within its sentence."""
    around = view.text[max(0, span.start - _BEFORE) : span.start] + " ; " + view.text[span.end : span.end + _AFTER]
    before, _, after = around.partition(" ; ")
    return re.split(r"[.!?\n]", before)[-1].lower() + " " + re.split(r"[.!?\n]", after)[0].lower()


def _at(view: View, span: Span, score: float) -> Hit:
    start, end = view.position(span.start), view.position(span.end)
    return Hit("insult_at_person", score, start, max(start + 1, end), "an insult with a person close by")
