"""Somebody may be at risk: of taking their life, of another's violence, or for want of care.

Tuned to find, not to spare: a signal here brings a person to look at once and help; it never hides anything and
never counts against anybody. Words of self-harm count as risk where they are of now: the author's own present, or
somebody whom the author begs us to reach.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_NOW = re.compile(
    r"\b(?:please|pls|now|tonight|last night|again|help|today|this morning|urgent|hurry|right now|every night|"
    r"got to her|to her|check on|"
    r"told me|told his|told her|hes told|shes told|rang|im on|im not stopping|in front of me|in my hand|rostered|"
    r"he says|later)\b"
)
_MINE = re.compile(r"\b(?:im|i am|ill|ive|i keep|if i|i want|my head|myself)\b")
_PAST = re.compile(
    r"\b(?:years? ago|used to|years? clear|years? clean|back in|inquest|coroner|in my day|when i was|last year|"
    r"ex suicidal|"
    r"in recovery|took me \d|was a listener|uncle|nobody puts|took (?:his|her|their) own life|figures|research\w*|"
    r"deaths in custody|"
    r"well now|got help|free today|how (?:my \w+|she|he) died|in (?:ur|your) comments|in 20\d\d|i tried)\b"
)
_FINE = re.compile(
    r"\b(?:haha|lol|training starts|made her day|all good|coming off facebook|kept it up|for lent|pass my thanks)\b|😂"
)
_WORDS = ("self_harm_method", "self_harm_mention")


class Risk:
    """See the module's words."""

    name = "risk"
    version = "1"
    languages = ("en", "cy")
    cost = Cost.CHEAP
    explanation = "Phrases of despair, farewell, violence feared and care withheld; words of self-harm said of now."
    signals = specs("at_risk")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("risk")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Whether somebody may be at risk."""
        hits = self._book.search(view)
        hits.extend(_of_now(view, found))
        if not hits:
            return ()
        if _FINE.search(view.plain):
            hits = [hit._replace(score=hit.score * 0.5) for hit in hits]
        return gathered(view, hits, self.name)


def _of_now(view: View, found: Mapping[str, Signal]) -> list[Hit]:
    named = max(_WORDS, key=lambda name: strength(found, name))
    if strength(found, named) < 0.5 or _PAST.search(view.plain):  # noqa: PLR2004  # likely words of self-harm
        return []
    if not (_NOW.search(view.plain) or _MINE.search(view.plain)):
        return []
    span = found[named].spans[0]
    return [Hit("at_risk", 0.75, view.position(span.start), view.position(span.end), "words of self-harm, said of now")]
