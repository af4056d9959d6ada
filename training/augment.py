"""Variants of our own texts for the students to learn on: the teachers judge each, so no label is guessed.

Typing faults, no capitals, no marks, another post above it, two comments in one, half a comment.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from training.domain import DIRECT_MESSAGE
from training.items import Item

_MARKS: Final = re.compile(r"[^\w\s@#£%]+")
_SHORT: Final = 4  # letters


def varied(items: Sequence[Item], times: int, seed: int) -> Iterator[Item]:
    """`times` variants of each text; the same seed gives the same."""
    draw = random.Random(seed)
    posts = sorted({item.context for item in items} - {DIRECT_MESSAGE})
    for item in items:
        for number in range(times):
            text, context = item.text, item.context
            kind = draw.random()
            if kind < 0.3:
                text = typed_badly(text, draw)
            elif kind < 0.5:
                context = (
                    draw.choice(posts)
                    if context != DIRECT_MESSAGE
                    else draw.choice([DIRECT_MESSAGE, draw.choice(posts)])
                )
                text = typed_badly(text, draw) if draw.random() < 0.5 else text
            elif kind < 0.75:
                other = draw.choice(items).text
                text = f"{text} {other}" if draw.random() < 0.5 else f"{other} {text}"
            elif kind < 0.9:
                words = text.split()
                half = max(2, len(words) * 2 // 3)
                text = " ".join(words[:half] if draw.random() < 0.5 else words[-half:])
            else:
                context = draw.choice([DIRECT_MESSAGE, "comment", context])
                text = text.lower()
            yield Item(f"{item.id}~{number}", text, context, {}, item.source, item.group, "train", {"variant": True})


def typed_badly(text: str, draw: random.Random) -> str:
    """A text as typed in haste: a letter swapped, lost or doubled in some words; marks or capitals left out."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if len(word) > _SHORT and draw.random() < 0.12:
            at = draw.randrange(1, len(word) - 1)
            words[index] = draw.choice(
                [
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at - 1 :],
                ]
            )
    text = " ".join(words)
    if draw.random() < 0.4:
        text = text.lower()
    elif draw.random() < 0.1:
        text = text.upper()
    return _MARKS.sub("", text) if draw.random() < 0.25 else text
