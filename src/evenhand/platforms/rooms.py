"""How many calls may go out side by side: as many as this process was given of a limit, and not one more.

Without this, everything on its way when the last answer said 'three left' would go out, and all but three be refused.
A room takes a few calls at once from whoever keeps the limit for all processes (`keeping`), uses them, tells what came
of them, and gives back what it does not use. What is given is gone from the limit until told of, so a process that dies
takes at most that much with it, until the window ends. Not here: the sums (`limits`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import structlog

from evenhand.platforms.errors import Throttled, Transient
from evenhand.platforms.keeping import Keeper, Name
from evenhand.platforms.limits import MOST_AT_ONCE, Closed, Given, Heard, Told, Wish, joined

_log = structlog.get_logger(__name__)

GOOD_FOR = 5.0
"""Real seconds for which what was given may be used; then it is given back."""
IDLE = 1.0
"""Real seconds after the last call, after which what is left of it is given back."""
SOON = 0.2
"""Real seconds within which others hear what came of a call, and between two looks whether there is more."""
PATIENCE = 5.0
"""Real seconds that a call waits for others to tell; then it is made later, and its place is free for others."""
ANOTHER_TIME = timedelta(seconds=15)
NOTHING = Given(0)
_SAID = {
    "still_throttled": "The platform told us to slow down; the call was not made.",
    "nothing_left": "The platform said that nothing is left of its limit; the call was not made.",
    "day_used_up": "The day's calls to this platform are used up; the call was not made.",
    "no_room_now": "All that is left of the limit is on its way; the call was not made.",
}


@dataclass(slots=True)
class _Lease:
    """What this process has of the limit and has not used."""

    free: int = 0
    given: Given = NOTHING
    good_until: float = 0.0

    def has(self, cost: int, now: datetime) -> bool:
        ended = self.given.until is not None and now >= self.given.until
        return self.free >= cost and time.monotonic() < self.good_until and not ended


class Pass:
    """Leave for one call; a context manager around it. Say `goes` before it is made, and what became of it."""

    def __init__(self, room: Room, cost: int, given: Given) -> None:
        self._room, self._cost, self._given = room, cost, given
        self._made = self._answered = False

    def __enter__(self) -> Self:
        return self

    def goes(self) -> None:
        """It is about to be made."""
        self._made = True

    def never_left(self) -> None:
        """It could not be sent after all, so the platform did not count it."""
        self._made = False

    def answered(self, told: Told | None) -> None:
        """An answer came, and said this of the limit."""
        self._answered = True
        self._room.told(told, self._given)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.leave(self._cost, self._given, lost=self._made and not self._answered, made=self._made)


class Room:
    """One limit of one account, as this process has it."""

    def __init__(self, name: Name, keeper: Keeper, clock: Callable[[], datetime]) -> None:
        self._name, self._keeper, self._clock = name, keeper, clock
        self._lease = _Lease()
        self._heard = Heard()
        self._turn = asyncio.Lock()
        self._news = asyncio.Event()
        self._waiting = 0
        self._pace = 1
        self._used_at = 0.0
        self._closed: dict[tuple[int, int], tuple[Closed, float]] = {}
        self._shut_until: datetime | None = None
        self._timer: tuple[asyncio.AbstractEventLoop, asyncio.TimerHandle] | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self.share_used = 0.0

    async def enter(self, wish: Wish) -> Pass:
        """Wait until there is room for one more call, one after another.

        Raises:
            Throttled: where only a later moment, day or window has any.
            Transient: where the limit cannot be asked for.
        """
        patience = time.monotonic() + PATIENCE
        self._waiting += 1
        try:
            async with self._turn:
                return await self._entered(wish, patience)
        finally:
            self._waiting -= 1

    async def _entered(self, wish: Wish, patience: float) -> Pass:
        while True:
            self._check_open(wish)
            if self._lease.has(wish.need, self._clock()):
                self._lease.free -= wish.need
                self._used_at = time.monotonic()
                self._see_to_it_later()
                return Pass(self, wish.need, self._lease.given)
            self._news.clear()
            if await self._ask(wish):
                continue
            if time.monotonic() > patience:
                raise _throttled(Closed(self._clock() + ANOTHER_TIME, "no_room_now"))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), SOON)

    def _check_open(self, wish: Wish) -> None:
        """What was said a moment ago need not be asked again; others may have given something back since."""
        now = self._clock()
        if self._shut_until is not None and now < self._shut_until:
            raise _throttled(Closed(self._shut_until, "still_throttled"))
        closed, until = self._closed.get((wish.need, wish.keep), (None, 0.0))
        if closed is not None and now < closed.resume_at and time.monotonic() < until:
            raise _throttled(closed)

    async def _ask(self, wish: Wish) -> bool:
        """Have more; whether there was any. Goes on by itself where whoever waits for it is cancelled."""
        self._pace = min(self._pace, MOST_AT_ONCE)
        like = max(wish.need, self._pace, self._waiting)
        answer = await asyncio.shield(asyncio.ensure_future(self._visit(replace(wish, like=like))))
        if isinstance(answer, Closed):
            self._closed[wish.need, wish.keep] = answer, time.monotonic() + SOON
            raise _throttled(answer)
        return answer.count > 0

    async def _visit(self, wish: Wish | None) -> Given | Closed:
        self._put_back()
        heard, self._heard = self._heard, Heard()
        try:
            answer = await self._keeper.visit(self._name, heard, wish, self._clock())
        except Exception as error:  # whatever the keeper stands on
            self._heard = joined(heard, self._heard)
            _log.warning("limits.not_asked", error=type(error).__name__)
            raise Transient("What is left of the limit could not be asked; nothing was sent.", code="limits") from error
        if isinstance(answer, Given) and answer.count:
            self._put_back()  # of a visit meanwhile
            self._lease = _Lease(answer.count, answer, time.monotonic() + GOOD_FOR)
            self._pace, self.share_used = self._pace * 2, answer.share_used
        return answer

    def _put_back(self) -> None:
        """What is left of the lease goes back with the next word."""
        free, given = self._lease.free, self._lease.given
        self._lease = _Lease()
        if free and given.counted:
            self._heard = joined(self._heard, Heard(over={given.epoch: free}))
        elif free and given.until is not None:
            self._heard = joined(self._heard, Heard(back={given.epoch: free}))

    def told(self, told: Told | None, given: Given) -> None:
        """What the answer to a call said. That it said nothing is news only where nobody had told yet."""
        if told is not None or (given.counted and given.until is None):
            self._heard = joined(self._heard, Heard(told=(told,)) if told else Heard(untold=True))

    def close(self, until: datetime) -> None:
        """The platform said to wait; calling before lengthens the wait on Meta, so nothing is asked."""
        self._shut_until = until
        self._heard = joined(self._heard, Heard(closed_until=until))
        self._see_to_it_later(0.0)

    def leave(self, cost: int, given: Given, *, lost: bool, made: bool) -> None:
        """A call is over. One whose answer was lost may have been counted by the platform, so it counts here."""
        if given.counted:
            heard = Heard(lost={given.epoch: 1}) if lost else Heard(over={given.epoch: 1})
            self._heard = joined(self._heard, heard)
        elif given.until is not None and not made:
            self._heard = joined(self._heard, Heard(back={given.epoch: cost}))
        self._news.set()
        self._see_to_it_later()

    def _see_to_it_later(self, seconds: float = SOON) -> None:
        """Others hear of it within a moment, should no call of ours tell them before."""
        loop = asyncio.get_running_loop()
        if self._timer is not None and self._timer[0] is loop:
            if seconds >= SOON:
                return
            self._timer[1].cancel()
        self._timer = loop, loop.call_later(seconds, self._see_to_it)

    def _see_to_it(self) -> None:
        self._timer = None
        errand = asyncio.get_running_loop().create_task(self.tidy())
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def tidy(self, *, all_of_it: bool = False) -> None:
        """Tell what came of the calls, and give back what is not used."""
        quiet = time.monotonic() - self._used_at > IDLE or time.monotonic() > self._lease.good_until
        if self._lease.free and (quiet or all_of_it):
            self._pace = 1
            self._put_back()
        if self._heard:
            with suppress(Transient):
                heard, self._heard = self._heard, Heard()
                await self._tell(heard)
        if (self._lease.free or self._heard) and not all_of_it:
            self._see_to_it_later()

    async def _tell(self, heard: Heard) -> None:
        try:
            await self._keeper.visit(self._name, heard, None, self._clock())
        except Exception as error:  # noqa: BLE001 (whatever the keeper stands on; it is told again)
            self._heard = joined(heard, self._heard)
            _log.warning("limits.not_told", error=type(error).__name__)


def _throttled(closed: Closed) -> Throttled:
    return Throttled(_SAID[closed.code], resume_at=closed.resume_at, code=closed.code)


class Rooms:
    """The rooms of one transport, by account and endpoint."""

    def __init__(self, keeper: Keeper, clock: Callable[[], datetime]) -> None:
        self._keeper, self._clock = keeper, clock
        self._rooms: dict[Name, Room] = {}

    def of(self, name: Name) -> Room:
        """The room of one limit."""
        if name not in self._rooms:
            self._rooms[name] = Room(name, self._keeper, self._clock)
        return self._rooms[name]

    async def aclose(self) -> None:
        """Give everything back."""
        for room in self._rooms.values():
            await room.tidy(all_of_it=True)
        await self._keeper.aclose()
