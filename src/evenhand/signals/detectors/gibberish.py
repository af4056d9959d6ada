"""Gibberish: keys mashed, or one word over and over. Short cries, laughter and other languages are none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.interface import Context, Cost, Signal, Span, View

_WORDS: Final = re.compile(r"[a-z]{2,}")
_CLUSTER: Final = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5,}|(?:asdf|sdfg|dfgh|fghj|ghjk|hjkl|lkjh|qwer|wert|poiu|zxcv|xcvb)"
)
_FEWEST_WORDS, _FEWEST_REPEATS = 3, 8
_NONSENSE_SHARE, _SAME_SHARE = 0.4, 0.8


class Gibberish:
    """See the module's words."""

    name = "gibberish"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Runs of consonants and keyboard rows, or one word said eight times and more."
    signals = specs("gibberish")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Whether most of the text says nothing."""
        clusters = sum(len(set(run)) > 3 for run in _CLUSTER.findall(view.plain, 0, 4000))  # noqa: PLR2004  # "shhhh" is a sound
        distinct = len(view.words)
        if clusters < 2 and distinct > 3:  # noqa: PLR2004  # cheap way out for nearly every text
            return ()
        words = _WORDS.findall(view.plain, 0, 4000)
        if len(words) >= _FEWEST_WORDS and clusters / len(words) >= _NONSENSE_SHARE:
            return (_signal(view, 0.85, "keys mashed"),)
        if len(words) >= _FEWEST_REPEATS and max(map(words.count, set(words))) / len(words) >= _SAME_SHARE:
            return (_signal(view, 0.8, "one word over and over"),)
        return ()


def _signal(view: View, score: float, why: str) -> Signal:
    return Signal("gibberish", score, (Span(0, len(view.text)),), why, Gibberish.name)
