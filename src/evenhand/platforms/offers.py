"""Short questions to the capability table, as the rooms above ask them."""

from __future__ import annotations

from evenhand.platforms.capabilities import Support, capability, text_limit
from evenhand.platforms.interface import Operation, Platform

NO_LIMIT = 100_000


def available(platform: Platform, operation: Operation, *, by_api: bool = False) -> bool:
    """Whether the operation exists there at all, or (`by_api`) whether the API may do it."""
    supported = capability(platform, operation).supported
    return supported in {Support.API, Support.PARTIAL} if by_api else supported != Support.NONE


def longest(platform: Platform, operation: Operation) -> int:
    """How much text the operation takes, in the platform's own unit; a large number where it says none."""
    limit = text_limit(platform, operation)
    return limit.most if limit else NO_LIMIT
