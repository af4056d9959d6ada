"""Emoji that say what words would: obscene gestures, sexual strings, threats, and protected groups demeaned.

A single emoji is hardly ever enough; it is the company it keeps that counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit

_JOINERS: Final = "\ufe0f\u200d"
_GAP = r"[^\w\n]{0,6}"
_GROUPS = "[🏳️🌈⚧✡☪🕌🕍🧕👳👬👭🧑🏿👨🏿👩🏿👨🏾👩🏾♿👵👴🤰]|\U0001f3f3\ufe0f?\u200d?🌈|🏳🌈|🏳⚧"
_SCORN = "[🤮🤢🚮🗑🐀🐒🐵🦍🍌🐷🐖💩🔥⚰🔫🔪💣🧨👋🚫❌🪳🐍]"
_PATTERNS: Final = (
    ("profanity", 0.95, "an obscene gesture", r"🖕"),
    ("profanity_severe", 0.9, "an obscene gesture", r"🖕"),
    ("profanity", 0.75, "dung as a word", rf"💩{_GAP}💩|🐎💩|🐂💩|🐮💩|\b(?:full of|load of|pile of|this is|absolute|complete|utter|piece of|well|its|is){_GAP}💩|💩\s*(?:show|me|you|hole)\b"),
    ("sexual_term", 0.9, "emoji used as a sexual picture", rf"(?:[🍆🍑🍒🌮🍌]{_GAP}[💦👅🍑😩🥵👉👌]|👉👌|👅💦|🍆|😏💦|suck (?:my|this|on my){_GAP}[🍆🍌🌭])"),
    ("group_demeaned", 0.8, "an emoji of a protected group beside one of scorn", rf"(?:{_GROUPS}){_GAP}{_SCORN}|{_SCORN}{_GAP}(?:{_GROUPS})"),
    ("group_demeaned", 0.8, "apes and bananas said of people", rf"[🐒🐵🦍🙈]{_GAP}[🍌🍉]|🍌{_GAP}[🐒🐵🦍]|🐷{_GAP}[🕌☪🧕]|🥓{_GAP}[🕌☪🧕]"),
    ("group_demeaned", 0.8, "a flag waved off", r"[\U0001f1e6-\U0001f1ff]{2}[^\w\n]{0,4}(?:(?:✈|🛫|🚢|🚤)?[^\w\n]{0,2}(?:👋|🚮|🤮))"),
    ("dehumanising", 0.7, "people drawn as vermin", rf"[🐀🪳🐍🐷🐖]{_GAP}[🤡🤮🐀🪳👮💩]|[🧟]{_GAP}[🪳🐀🧟]"),
    ("threat", 0.7, "a weapon beside a person", rf"[🔪🔫💣🗡🪓🩸⚰]{_GAP}(?:[👮👵👨👩🧑🏠🚗]|\byou\b|\bu\b)|[👮👨👩🧑]{_GAP}[🔪🔫🗡🪓⚰]"),
    ("incitement", 0.7, "a call to riot in emoji", r"[🔥🧱🧨🔨]{2,}.{0,30}(?:tonight|2nite|lads|pass it on|🔔)"),
    ("belittling", 0.7, "mockery in emoji", r"🤡{2,}|\A\W*🤡\W*\Z|🎻.{0,12}(?:violin|aww|boo hoo)|🤡\s*🤡"),
)  # fmt: skip
_COMPILED: Final = tuple((name, score, note, re.compile(pattern)) for name, score, note, pattern in _PATTERNS)
# The emoji that any pattern speaks of: a text without one of them needs no further look.
_TELLING: Final = frozenset(
    char for *_, pattern in _PATTERNS for char in pattern if char > "\u2600" and char not in _JOINERS
) | frozenset(map(chr, range(0x1F1E6, 0x1F200)))


class Emoji:
    """See the module's words."""

    name = "emoji"
    version = "1"
    languages = ("*",)
    cost = Cost.CHEAP
    explanation = "Emoji that stand for obscene, threatening or demeaning words."
    signals = specs(*dict.fromkeys(name for name, *_ in _PATTERNS))

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """What the emoji of the text say."""
        if view.plain.isascii() or _TELLING.isdisjoint(view.plain):
            return ()
        hits = [
            Hit(name, score, match.start(), match.end(), note)
            for name, score, note, pattern in _COMPILED
            if (match := pattern.search(view.plain))
        ]
        return gathered(view, hits, self.name)
