"""Reading due streams from a platform, page by page, within bounds. Async, no database.

Each stream ends for itself: an error ends that stream and no other, and what was read before it counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import timezone

from evenhand.intake import wire
from evenhand.intake.streams import Due
from evenhand.platforms import errors
from evenhand.platforms.interface import Adapter, ContributionItem, Page, PostItem
from evenhand.work.types import JSON

PAGES_A_STREAM = 10
ITEMS_A_STREAM = 300
SECONDS_A_STREAM = 30.0
"""After so long a stream goes on in the next task. The page that is being read then is read to its end: one page can
take many calls (replies, conversations), and broken off each time, it would never be read."""
SECONDS_IN_ALL = 200.0
"""Well within the task's time, so that what was read of the others counts."""
SIDE_BY_SIDE = 4


@dataclass(slots=True)
class Walk:
    """What was read of one stream: its pages, where to go on (`cursor`), and how it ended."""

    stream: str
    cursor: str
    ended: bool = False
    whole: bool = True
    pages: list[JSON] = field(default_factory=list)
    error: dict[str, JSON] | None = None


async def walk_all(adapter: Adapter, dues: Sequence[Due]) -> list[Walk]:
    """Read each stream, a few side by side; those whose turn does not come are left for the next task."""
    turn = asyncio.Semaphore(SIDE_BY_SIDE)
    until = asyncio.get_running_loop().time() + SECONDS_IN_ALL

    async def one(due: Due) -> Walk | None:
        async with turn:
            if asyncio.get_running_loop().time() >= until - SECONDS_A_STREAM:
                return None
            return await walk(adapter, due, until)

    read = await asyncio.gather(*(one(due) for due in dues))
    return [one for one in read if one is not None]


async def walk(adapter: Adapter, due: Due, until: float) -> Walk:
    """Read one stream until its end, its bounds, an error, or `until` on the loop's clock."""
    read = Walk(due.stream, due.cursor)
    try:
        async with asyncio.timeout_at(until):
            await _pages(adapter, due, read)
    except TimeoutError:
        read.error = wire.error_out(errors.Transient("The stream took too long.", code="slow"))
    except errors.PlatformError as error:
        read.error = wire.error_out(error)
    return read


async def _pages(adapter: Adapter, due: Due, read: Walk) -> None:
    items, seen = 0, {due.cursor}
    enough = asyncio.get_running_loop().time() + SECONDS_A_STREAM
    for _ in range(PAGES_A_STREAM):
        asked_at = timezone.now()
        page = await _page(adapter, due, read.cursor)
        told: list[JSON] = [_out(item) for item in page.items]
        unread: list[JSON] = [asdict(one) for one in page.unread]
        read.pages.append({"read_at": asked_at.isoformat(), "items": told, "unread": unread})
        read.whole = read.whole and page.complete
        read.cursor = page.cursor
        read.ended = not page.cursor or page.cursor in seen  # a list that leads in a circle has been read
        seen.add(page.cursor)
        items += len(told)
        if read.ended or items >= ITEMS_A_STREAM or asyncio.get_running_loop().time() >= enough:
            return


async def _page(adapter: Adapter, due: Due, cursor: str) -> Page[Any]:
    if due.stream == "posts":
        return await adapter.list_posts(cursor)
    if due.stream == "messages":
        return await adapter.list_messages(cursor)
    return await adapter.list_comments(due.post, cursor)


def _out(item: ContributionItem | PostItem) -> dict[str, JSON]:
    return wire.post_out(item) if isinstance(item, PostItem) else wire.item_out(item)


def due_out(due: Due) -> dict[str, JSON]:
    """A due stream as JSON."""
    return {"stream": due.stream, "cursor": due.cursor, "post": wire.post_out(due.post) if due.post else None}


def due_in(plain: Mapping[str, Any]) -> Due:
    """The due stream again."""
    return Due(plain["stream"], plain["cursor"], wire.post_in(plain["post"]) if plain["post"] else None)


def walk_out(read: Walk) -> dict[str, JSON]:
    """A walk as JSON."""
    return asdict(read)


def walk_in(plain: Mapping[str, Any]) -> Walk:
    """The walk again."""
    return Walk(**plain)
