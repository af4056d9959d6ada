"""Several writes asked for within a moment, made in one call, where a platform takes a list of ids.

YouTube takes up to fifty comments for the price of one. Who joins hears only of its own: where the one call fails for a
reason that may lie with a single id, each is tried by itself. Only for writes that are the same when repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from evenhand.platforms import errors

MOMENT = 0.05  # seconds to wait for others
Make = Callable[[list[str]], Awaitable[None]]
_OF_ONE = (errors.Gone, errors.Refused, errors.PermissionMissing)
"""Failures that may be one id's alone; all others are the call's, and everybody's."""


@dataclass(slots=True)
class _Group:
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)


class Gathering:
    """The groups that are filling now, by what they have in common. Belongs to one event loop."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def join(self, key: tuple[str, ...], item: str, make: Make, most: int) -> None:
        """Have `make` called with `item` and what else joins under `key` within a moment, `most` at once.

        Raises what became of this item.
        """
        group = self._groups.get(key)
        if group is None or len(group.waiting) >= most:
            group = self._groups[key] = _Group()
            task = asyncio.create_task(self._go(key, group, make))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        ended = group.waiting.get(item)
        if ended is None:
            ended = group.waiting[item] = asyncio.get_running_loop().create_future()
        await asyncio.shield(ended)

    async def _go(self, key: tuple[str, ...], group: _Group, make: Make) -> None:
        await asyncio.sleep(MOMENT)
        if self._groups.get(key) is group:
            del self._groups[key]
        error = await _tried(make, list(group.waiting))
        alone = len(group.waiting) > 1 and isinstance(error, _OF_ONE)
        for item, ended in group.waiting.items():
            came = await _tried(make, [item]) if alone else error
            if came is None:
                ended.set_result(None)
            else:
                ended.set_exception(came)
                ended.exception()  # whoever asked may have been cancelled meanwhile; then nobody else reads it


async def _tried(make: Make, items: list[str]) -> Exception | None:
    try:
        await make(items)
    except Exception as error:  # noqa: BLE001 (handed to whoever asked)
        return error
    return None
