"""The same text again and again, as the context counts it. Counting is for `lookalikes.py` and for judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.signals.catalogue import specs
from evenhand.signals.interface import Context, Cost, Signal, Span, View

# Up to this many look-alikes people may simply agree with one another.
_TOLERATED = 2
_PRIVATE = "direct_message"
_SHORTEST = 20  # characters: "well done" is said by everybody


class Campaign:
    """See the module's words."""

    name = "campaign"
    version = "3"
    languages = ("*",)
    cost = Cost.CHEAP
    explanation = "How many near-copies of this text were seen lately; the score rises with their number."
    signals = specs("repeated", "flood")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """A score from the third copy on: 0.6, then 0.7, up to 0.98. A flood counts no author's first copy but one.

        In private only a flood counts: twenty people who report a comment in the same words fill nobody's page.
        """
        beyond = context.look_alikes - max(context.look_alike_authors, 1) + 1
        count = beyond if context.kind == _PRIVATE else context.look_alikes
        if count < _TOLERATED or len(view.text) < _SHORTEST:
            return ()
        spans = (Span(0, len(view.text)),)
        detail = f"{context.look_alikes} near-copies seen before, by {context.look_alike_authors} authors"
        repeated = Signal("repeated", _score(count), spans, detail, self.name)
        if beyond < _TOLERATED:
            return (repeated,)
        return repeated, Signal("flood", _score(beyond), spans, detail, self.name)


def _score(copies: int) -> float:
    return min(0.98, 0.4 + 0.1 * copies)
