"""No more calls go out side by side than a platform said are left, and all of those do."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.platforms.fakes import START, account

from evenhand.platforms import rooms
from evenhand.platforms.errors import Throttled, Transient
from evenhand.platforms.interface import Budget, Platform, Target
from evenhand.platforms.keeping import MemoryKeeper, Name
from evenhand.platforms.limits import Closed, Given, Heard, Limit, Told, Wish, told_by
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.rooms import Room
from evenhand.platforms.transport import Transport

WINDOW = timedelta(minutes=15)
NAME = ("us", "hide")


class Limited:
    """X as far as its limit goes: counts truly, answers a little later, and not in order."""

    def __init__(self, most: int, *, tells: bool = True) -> None:
        self.most, self.tells, self.used = most, tells, 0
        self.now, self.opened = START, START
        self.statuses: Counter[int] = Counter()

    async def handle(self, request: httpx.Request) -> httpx.Response:
        del request
        if self.now >= self.opened + WINDOW:
            self.opened, self.used = self.now, 0
        allowed = self.used < self.most
        self.used += allowed
        told, turn = self.most - self.used, self.statuses.total()
        status = 200 if allowed else 429
        self.statuses[status] += 1
        await asyncio.sleep(0.002 * (turn % 3))  # later ones overtake
        headers = {"content-type": "application/json"}
        if self.tells:
            reset = str(int((self.opened + WINDOW).timestamp()))
            headers |= {"x-rate-limit-limit": str(self.most), "x-rate-limit-reset": reset}
            headers["x-rate-limit-remaining"] = str(told)
        return httpx.Response(status, json={"data": {"hidden": True}} if allowed else {}, headers=headers)


async def hide(transport: Transport, count: int) -> Counter[str]:
    """Ask for so many at once; how each ended."""
    adapter = adapter_for(account(Platform.X), transport)
    ended = await asyncio.gather(*(adapter.hide(Target(str(n))) for n in range(count)), return_exceptions=True)
    return Counter(type(each).__name__ for each in ended)


async def hidden_in_two_windows(platform: Limited, count: int) -> list[Counter[str]]:
    client = httpx.AsyncClient(transport=httpx.MockTransport(platform.handle))
    async with Transport(client, now=lambda: platform.now) as transport:
        first = await hide(transport, count)
        platform.now += WINDOW
        return [first, await hide(transport, count)]


@pytest.mark.parametrize("most", [1, 7, 15])
def test_the_whole_limit_is_used_and_never_more(most: int) -> None:
    platform = Limited(most)
    windows = asyncio.run(hidden_in_two_windows(platform, 40))
    assert [each["Receipt"] for each in windows] == [most, most]
    assert [each["Throttled"] for each in windows] == [40 - most, 40 - most]
    assert platform.statuses == {200: 2 * most}


def test_a_platform_that_tells_nothing_is_asked_as_before() -> None:
    platform = Limited(10, tells=False)
    asyncio.run(hidden_in_two_windows(platform, 30))
    assert platform.statuses[429] > 0  # so the test above is seen to test something


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


def test_what_is_waited_for_is_the_window_and_a_lost_answer_counts() -> None:
    async def run() -> Throttled:
        clock, keeper = Clock(), MemoryKeeper()
        room, reset = Room(NAME, keeper, clock), START + WINDOW
        with await room.enter(Wish()) as leave:
            leave.goes()
            leave.answered(told_by(Budget(0.5, None, 2, 4, reset), START))
        for _ in range(2):
            with await room.enter(Wish()) as leave:
                leave.goes()
        with pytest.raises(Throttled) as refused:
            await room.enter(Wish())
        clock.now = reset
        with await room.enter(Wish()):
            assert keeper.limits[NAME].left == 4
        return refused.value

    told = asyncio.run(run())
    assert told.resume_at == datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
    assert told.code == "nothing_left"


def test_what_could_not_be_sent_is_not_counted() -> None:
    async def run() -> Limit:
        keeper = MemoryKeeper()
        room = Room(NAME, keeper, Clock())
        with await room.enter(Wish()) as leave:
            leave.goes()
            leave.answered(Told(5, 10, START + WINDOW))
        for _ in range(7):
            with await room.enter(Wish()) as leave:
                leave.goes()
                leave.never_left()
        await room.tidy(all_of_it=True)
        return keeper.limits[NAME]

    limit = asyncio.run(run())
    assert (limit.left, limit.out) == (5, 0)


def test_what_is_not_used_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "IDLE", 0.05)

    async def run() -> tuple[int, int]:
        keeper, clock = MemoryKeeper(), Clock()
        keeper.limits[NAME] = Limit(left=100, most=100, resets_at=START + WINDOW)
        room = Room(NAME, keeper, clock)
        for _ in range(3):  # more is taken at once each time
            with await room.enter(Wish()) as leave:
                leave.goes()
                leave.answered(None)
        taken = keeper.limits[NAME].out
        await asyncio.sleep(0.5)
        return taken, keeper.limits[NAME].out

    taken, out = asyncio.run(run())
    assert taken > 0
    assert out == 0


def test_whoever_waits_for_others_is_told_to_come_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "PATIENCE", 0.1)
    keeper = MemoryKeeper()
    keeper.limits[NAME] = Limit(left=2, most=50, resets_at=START + WINDOW, out=2, began_at=START)
    with pytest.raises(Throttled) as told:
        asyncio.run(Room(NAME, keeper, Clock()).enter(Wish()))
    assert (told.value.code, told.value.resume_at) == ("no_room_now", START + rooms.ANOTHER_TIME)


class Broken(MemoryKeeper):
    """Does not answer, the first time."""

    asked = 0

    async def visit(self, name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
        self.asked += 1
        if self.asked == 1:
            raise OSError
        return await super().visit(name, heard, wish, now)


def test_a_keeper_that_does_not_answer_stops_the_call_and_hears_of_it_later() -> None:
    async def run() -> Limit:
        keeper = Broken()
        room = Room(NAME, keeper, Clock())
        room.told(Told(3, 10, START + WINDOW), Given(1))
        with pytest.raises(Transient):
            await room.enter(Wish())
        with await room.enter(Wish()):
            return keeper.limits[NAME]

    assert asyncio.run(run()).left == 3


def test_what_a_cancelled_call_had_asked_for_is_not_lost() -> None:
    class Slow(MemoryKeeper):
        async def visit(self, name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
            await asyncio.sleep(0.02)
            return await super().visit(name, heard, wish, now)

    async def run() -> int:
        keeper = Slow()
        keeper.limits[NAME] = Limit(left=9, most=9, resets_at=START + WINDOW)
        room = Room(NAME, keeper, Clock())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(room.enter(Wish()), 0.01)
        await asyncio.sleep(0.03)
        await room.tidy(all_of_it=True)
        return keeper.limits[NAME].out

    assert asyncio.run(run()) == 0
