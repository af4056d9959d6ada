"""How many calls a limit has left, where a platform tells it: so many go out side by side, and not one more.

Without this, everything on its way when the last answer said 'three left' would go out, and all but three be refused.
Lost at a restart, and each process has its own. Not here: waiting until a limit starts anew (breaker.Gates).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from evenhand.platforms.errors import Throttled
from evenhand.platforms.interface import Budget


class Room:
    """One limit of one account. `left` is None until an answer told it, and for good where none ever does."""

    def __init__(self) -> None:
        self.left: int | None = None
        self._most = 0
        self._resets_at: datetime | None = None
        self._on_the_way = 0
        self._untold = False
        self._news = asyncio.Event()

    async def enter(self, clock: Callable[[], datetime]) -> None:
        """Wait until there is room for one more call; raises `Throttled` where only a later day or window has any.

        While nothing is known, one call goes first, so that the others know how many may follow.
        """
        while True:
            self._anew(clock())
            if self.left is not None and self.left <= 0 and self._resets_at is not None:
                raise Throttled(
                    "The platform said that nothing is left of its limit; the call was not made.",
                    resume_at=self._resets_at,
                    code="nothing_left",
                )
            if self._untold or self._on_the_way < (1 if self.left is None else self.left):
                self._on_the_way += 1
                return
            await self._news.wait()

    def leave(self, *, answered: bool) -> None:
        """The call is over. One whose answer was lost may have been counted by the platform, so it counts here."""
        self._on_the_way -= 1
        if not answered and self.left is not None:
            self.left -= 1
        self._tell()

    def told(self, budget: Budget | None) -> None:
        """What an answer said. Answers overtake each other, so within a window the least that was told holds."""
        if budget is None or budget.left is None or budget.resets_at is None:
            self._untold = self.left is None
            return
        same = self._resets_at is not None and budget.resets_at <= self._resets_at
        self.left = min(self.left, budget.left) if same and self.left is not None else budget.left
        self._most, self._untold = budget.most, False
        self._resets_at = max(budget.resets_at, self._resets_at or budget.resets_at)

    def _anew(self, now: datetime) -> None:
        if self._resets_at is not None and now >= self._resets_at:
            self.left, self._resets_at = self._most, None

    def _tell(self) -> None:
        """Let everybody who waits look again."""
        self._news.set()
        self._news = asyncio.Event()


class Rooms:
    """The rooms of one transport, by account and endpoint."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, ...], Room] = {}

    def of(self, key: tuple[str, ...]) -> Room:
        """The room of one limit."""
        return self._rooms.setdefault(key, Room())


@contextmanager
def inside(room: Room) -> Iterator[Callable[[Budget | None], None]]:
    """A call on its way, entered before; what it yields takes what the answer told."""
    answered = False

    def told(budget: Budget | None) -> None:
        nonlocal answered
        answered = True
        room.told(budget)

    try:
        yield told
    finally:
        room.leave(answered=answered)
