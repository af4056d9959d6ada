"""Emoji that say what words would: obscene gestures, sexual strings, threats, and protected groups demeaned.

A single emoji is hardly ever enough; it is the company it keeps that counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.lexicon import lines
from evenhand.signals.phrases import Hit

_GROUPS: Final = "(?:[🌈⚧✡☪🕌🕍🧕👳👬👭🧑🏿👨🏿👩🏿👨🏾👩🏾♿👵👴🤰]|\U0001f3f3\ufe0f?\u200d?🌈|🏳🌈|🏳⚧)"
_SCORN: Final = "[🤮🤢🚮🗑🐀🐒🐵🦍🍌🐷🐖💩🔥⚰🔫🔪💣🧨👋🚫❌🪳🐍]"
_FLAGS: Final = range(0x1F1E6, 0x1F200)


class _Pattern(NamedTuple):
    signal: str
    score: float
    note: str
    pattern: re.Pattern[str]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """The patterns of `data/emoji.txt`."""
    found = []
    for line in lines("emoji.txt"):
        head, _, pattern = line.partition(" :: ")
        name, _, note = head.partition(": ")
        signal, score = name.split()
        filled = pattern.replace("{gap}", r"[^\w\n]{0,6}").replace("{group}", _GROUPS).replace("{scorn}", _SCORN)
        found.append(_Pattern(signal, float(score), note, re.compile(filled)))
    return tuple(found)


@cache
def _telling() -> frozenset[str]:
    """The emoji that any pattern speaks of: a text without one of them needs no further look."""
    written = {char for each in _patterns() for char in each.pattern.pattern if char > "\u2600"}
    return frozenset(written - set("\ufe0f\u200d")) | frozenset(map(chr, _FLAGS))


class Emoji:
    """See the module's words."""

    name = "emoji"
    version = "1"
    languages = ("*",)
    cost = Cost.CHEAP
    explanation = "Emoji that stand for obscene, threatening or demeaning words."
    signals = specs(
        "profanity",
        "profanity_severe",
        "sexual_term",
        "group_demeaned",
        "dehumanising",
        "threat",
        "incitement",
        "belittling",
    )

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """What the emoji of the text say."""
        if view.plain.isascii() or _telling().isdisjoint(view.plain):
            return ()
        hits = [
            Hit(each.signal, each.score, match.start(), match.end(), each.note)
            for each in _patterns()
            if (match := each.pattern.search(view.plain))
        ]
        return gathered(view, hits, self.name)
