"""Adverts: goods or services offered for money. A charity's or a public body's offer is not one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_PRICE = re.compile(r"[£$€]\s?\d|\d\s?(?:quid|gbp|percent|%\s*off|% discount)|\b\d+p\b")
_SELLING = re.compile(
    r"\b(?:selling|for sale|order|orders|dm|inbox|book (?:now|online|a)|delivery|per (?:hour|month|week|person|"
    r"session)|each|deposit|"
    r"our (?:shop|store|team|company|clinic|website|prices)|stock|collection|sizes|from only|only|fitted|"
    r"subscription|trial|offer|offers|deal|code|"
    r"discount|membership|course|package|tickets|cash only|call|ring|text|whatsapp|starting at|from)\b"
)
_NO_CHARGE = re.compile(
    r"\b(?:charity|charities|volunteer\w*|free of charge|no cost|at no cost|not for profit|cic|fundrais\w*|"
    r"donat\w*|support group|"
    r"helpline|samaritans|citizens advice|library|church|mosque|peer support|open to all|foodbank|food bank|"
    r"barnardos|nacro|pact)\b"
)
# An offer that is asked for, not made: "is there a discount for staff?"
_SOUGHT = re.compile(
    r"\b(?:is|are) there (?:a|an|any)\b|\b(?:do|does|can|could|will|would) (?:you|we|i|they|staff|officers|"
    r"anyone) (?:\w+ )?"
    r"(?:get|have|offer|claim|know|use)\b"
)


class Adverts:
    """See the module's words."""

    name = "adverts"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = (
        "Phrases of selling, or a price beside a word of selling; lower where a charity or a free service speaks."
    )
    signals = specs("commercial_offer")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("adverts")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Commercial offers."""
        hits = self._book.search(view)
        price = _PRICE.search(view.plain)
        if price:
            selling = _SELLING.search(view.plain)
            if selling and hits:
                hits.append(Hit("commercial_offer", 0.8, price.start(), price.end(), "a price in an offer"))
            elif selling:
                hits.append(
                    Hit("commercial_offer", 0.5, price.start(), price.end(), "a price beside a word of selling")
                )
        if not hits:
            return ()
        if strength(found, "external_link") > 0:
            hits = [hit._replace(score=min(1.0, hit.score + 0.1)) for hit in hits]
        if _NO_CHARGE.search(view.plain):
            hits = [hit._replace(score=hit.score * 0.5) for hit in hits]
        if not price and _SOUGHT.search(view.plain):
            hits = [hit._replace(score=hit.score * 0.5) for hit in hits]
        return gathered(view, hits, self.name)
