"""How far the words somebody quotes are those of a comment, typing slips included; and whether they name its author.

Pure. Letters alone are compared, folded as the detectors see them, so that case, accents, dots and look-alike letters
do not matter. Shares are 0 to 1. What is near enough is `finding`'s to say.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from evenhand.signals.normalise import NormalisedText

_NOT_LETTERS = re.compile(r"[\W_]+")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{4,})[\"”“»]|[‘]([^‘’]{8,})[’]")
_AFTER_COLON = re.compile(r":\s+(\S.{7,})\Z", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_BEFORE_NAME = (
    r"(?:@|\b(?:by|from|user|account|called|named|username|handle|profile|gan|@ is|"
    r"calling (?:him|her|them)sel(?:f|ves))\s+[\"'“‘]?@?)"
)
"""What stands before a name that is one word: such a name may be any word otherwise."""
_AROUND = ".,;:!?()[]\"'“”‘’«»"
_WORDS_OF_NAME = (2, 3, 4)
_SHORTEST_QUOTE = 8
_SHORTEST_TEXT = 12
_LONGEST = 1000
_SHORTEST_RUN = 3
"""Fewer letters in a row are alike by chance."""
_WORTH_COMPARING = 0.3
"""Share of three-letter runs in common below which the slower comparison could not come near enough."""


def letters_of(text: str) -> str:
    """The letters and digits of a text, folded, without links."""
    return _NOT_LETTERS.sub("", NormalisedText(_LINK.sub(" ", text[:_LONGEST])).plain)


def passages_in(text: str) -> list[str]:
    """Each passage in quotation marks, else what follows the last colon, as it is written."""
    return [one or other for one, other in _QUOTED.findall(text)] or _AFTER_COLON.findall(_LINK.sub(" ", text))


def words_of(text: str) -> list[str]:
    """The words of a text that tell it from others, in order, without links: three letters and more."""
    return [word for word in _NOT_LETTERS.split(_LINK.sub(" ", text[:_LONGEST]).lower()) if len(word) >= _SHORTEST_RUN]


def quotes_in(text: str) -> list[str]:
    """The letters of each passage in quotation marks, else of what follows the last colon; longest first."""
    found = (letters_of(passage) for passage in passages_in(text))
    return sorted((one for one in found if len(one) >= _SHORTEST_QUOTE), key=len, reverse=True)


def share_of(part: str, whole: str) -> float:
    """Which share of the letters `part` stands in `whole`, in order, slips allowed."""
    if not part or not whole:
        return 0.0
    if part in whole:
        return 1.0
    runs = {part[start : start + _SHORTEST_RUN] for start in range(len(part) - _SHORTEST_RUN + 1)}
    if sum(run in whole for run in runs) < _WORTH_COMPARING * len(runs):
        return 0.0
    blocks = SequenceMatcher(None, part, whole, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _SHORTEST_RUN) / len(part)


def likeness(message: str, quotes: list[str], text: str) -> float:
    """How far a message (its letters and its quotes) gives the words of a comment (its letters)."""
    if quotes:
        return max(share_of(quote, text) for quote in quotes)
    return share_of(text, message) if len(text) >= _SHORTEST_TEXT else 0.0


def names_author(message: str, handle: str, display_name: str) -> bool:
    """Whether a message names an author: '@name', a full name of two words and more, or 'by name'."""
    return any(_names(message, name.lstrip("@").strip()) for name in (handle, display_name))


def _names(message: str, name: str) -> bool:
    if not name:
        return False
    before = r"(?<!\w)" if " " in name else _BEFORE_NAME
    return re.search(rf"{before}{re.escape(name)}(?!\w)", message, re.IGNORECASE) is not None


def names_in(message: str) -> set[str]:
    """What may be an author's name in a message, in small letters: after '@' or 'by', and every two to four words."""
    message = message[:_LONGEST]
    after = (match.group("name").rstrip("._-") for match in re.finditer(rf"{_BEFORE_NAME}(?P<name>[\w.-]+)", message))
    words = [word.strip(_AROUND) for word in message.split()]
    runs = (" ".join(words[start : start + size]) for size in _WORDS_OF_NAME for start in range(len(words) - size + 1))
    return {name.lower() for name in (*after, *runs) if name}
