"""Short questions to the capability table, as the rooms above ask them."""

from __future__ import annotations

from evenhand.platforms.capabilities import Support, capability, surface, text_limit
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.pasted import BY_NAME, PASTED
from evenhand.platforms.texts import MEASURES

NO_LIMIT = 100_000


def available(platform: Platform, operation: Operation, *, by_api: bool = False) -> bool:
    """Whether the operation exists there at all, or (`by_api`) whether the API may do it."""
    supported = capability(platform, operation).supported
    return supported in {Support.API, Support.PARTIAL} if by_api else supported != Support.NONE


def out_of_reach(platform: Platform, kind: str, external_id: str, author_id: str) -> bool:
    """Whether the API knows nothing of a contribution, since a person added it and no list shows it."""
    by_hand = surface(platform, kind).by_hand and author_id.startswith(BY_NAME)
    return by_hand or external_id.startswith(PASTED)


def longest(platform: Platform, operation: Operation) -> int:
    """How much text the operation takes, in the platform's own unit; a large number where it says none."""
    limit = text_limit(platform, operation)
    return limit.most if limit else NO_LIMIT


def too_long(platform: Platform, operation: Operation, text: str) -> str:
    """By how much the platform would cut the text, as it measures ("1002 bytes; this platform takes 1000"); or ""."""
    limit = text_limit(platform, operation)
    length = MEASURES[limit.unit](text) if limit else 0
    return f"{length} {limit.unit}; this platform takes {limit.most}" if limit and length > limit.most else ""


def over(platform: Platform, operation: Operation, text: str) -> int:
    """By how many of its own units the platform would cut the text; 0 where it fits."""
    limit = text_limit(platform, operation)
    return max(MEASURES[limit.unit](text) - limit.most, 0) if limit else 0


def private_way(platform: Platform, *, in_message: bool) -> Operation | None:
    """How to write privately in a message's thread, or to the author of a comment; None where there is no way."""
    ways = (Operation.MESSAGE,) if in_message else (Operation.PRIVATE_REPLY, Operation.MESSAGE)
    return next((way for way in ways if available(platform, way)), None)
