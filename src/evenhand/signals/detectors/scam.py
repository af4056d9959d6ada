"""Scams, fake jobs and chain messages.

Somebody who asks whether a message is a scam, or warns of one, has not sent it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import PhraseBook

_WARNING = re.compile(
    r"\b(?:spam alert|spam comments?|bots?|a con|is (?:this|that|it) (?:a )?(?:you|real|genuine|legit|scam|true)|"
    r"scam|scams|scammer\w*|scammed|dont (?:fall|pay|click)|beware|be careful|"
    r"warning|fake|phishing|report\w*|reported|is that you|never (?:asks?|charge)|asked me (?:for|to)|wants £|"
    r"havent paid|conned|"
    r"someone called|got a (?:text|message|call)|are you charging|under (?:this|your) post|in (?:the|your) comments)\b"
)


class Scam:
    """See the module's words."""

    name = "scam"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Phrases of easy money, prizes, fees for a job, and messages that ask to be passed on."
    signals = specs("scam", "fake_job", "chain_message")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("scam")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Scams in the text, weighed down where it warns of one."""
        hits = self._book.search(view)
        if not hits:
            return ()
        if _WARNING.search(view.plain):
            hits = [hit._replace(score=hit.score * 0.5) for hit in hits]
        return gathered(view, hits, self.name)
