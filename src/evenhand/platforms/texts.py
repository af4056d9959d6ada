"""Texts of ours on their way out, and finding them again.

A lost answer is settled by looking for our own words under the target, so two texts are compared as a platform may
have changed them: white space, Unicode form, shortened links. Limits stand in each platform's capabilities.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import timedelta

from evenhand.platforms import capabilities
from evenhand.platforms.errors import Refused
from evenhand.platforms.interface import ContributionItem, Operation, Platform, Target

CLOCK_SKEW = timedelta(hours=1)
"""How far a platform's clock may be behind ours. Wide, since finding too little would send a text twice."""


def check(platform: Platform, operation: Operation, text: str) -> None:
    """Refuses a text that the platform would refuse or cut.

    Raises:
        Refused: code text_empty, text_not_unicode or text_too_long.
    """
    if not text.strip():
        raise Refused("There is no text to send. Write the reply first.", code="text_empty")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Refused("The text has characters that no platform takes. Paste it again.", code="text_not_unicode")
    limit = capabilities.text_limit(platform, operation)
    length = MEASURES[limit.unit](text) if limit else 0
    if limit and length > limit.most:
        raise Refused(
            f"The text is {length} {limit.unit} long; {platform} takes {limit.most}. Shorten it.", code="text_too_long"
        )


def weighted(text: str) -> int:
    """Length as X counts it: a link is 23, the scripts below U+10FF and common punctuation 1, all else 2."""
    words = ["." * 23 if part.startswith(("http://", "https://")) else part for part in text.split(" ")]
    light = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
    return sum(1 if any(low <= ord(char) <= high for low, high in light) else 2 for char in " ".join(words))


MEASURES: dict[str, Callable[[str], int]] = {
    "characters": len,
    "bytes": lambda text: len(text.encode()),
    "weighted characters": weighted,
}


def same(ours: str, theirs: str) -> bool:
    """Whether two texts are the same words, whatever the white space and the Unicode form."""
    return _plain(ours) == _plain(theirs)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def ours_among(items: Iterable[ContributionItem], text: str, target: Target) -> bool:
    """Whether our own `text` stands among `items`, written since the action was first tried."""
    return any(item.by_organisation and recent(item, target) and same(text, item.text) for item in items)


def recent(item: ContributionItem, target: Target) -> bool:
    """Whether `item` can have been made by the action on `target`; always when nobody said when that was tried."""
    return target.tried_at is None or item.published_at >= target.tried_at - CLOCK_SKEW
