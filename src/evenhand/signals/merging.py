"""Two readings of one signal made into one: the stronger score and its words, and the places of both."""

from __future__ import annotations

from dataclasses import replace

from evenhand.signals.interface import Signal

_MOST_SPANS = 12


def merged(before: Signal, after: Signal) -> Signal:
    """The stronger of two signals of one name, with the places of both, the stronger one's first."""
    strong, weak = (before, after) if before.score >= after.score else (after, before)
    spans = (*strong.spans, *(span for span in weak.spans if span not in strong.spans))
    return replace(strong, spans=spans[:_MOST_SPANS])
