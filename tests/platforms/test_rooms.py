"""No more calls go out side by side than a platform said are left, and all of those do."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.platforms.fakes import START, account

from evenhand.platforms.errors import Throttled
from evenhand.platforms.interface import Budget, Platform, Target
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.rooms import Room
from evenhand.platforms.transport import Transport

WINDOW = timedelta(minutes=15)


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


def test_what_is_waited_for_is_the_window_and_a_lost_answer_counts() -> None:
    async def run() -> Throttled:
        room, reset = Room(), START + WINDOW
        await room.enter(lambda: START)
        room.told(Budget(0.5, None, 2, 4, reset))
        room.leave(answered=True)
        for _ in range(2):
            await room.enter(lambda: START)
            room.leave(answered=False)
        with pytest.raises(Throttled) as refused:
            await room.enter(lambda: START)
        await room.enter(lambda: reset)
        assert room.left == 4
        return refused.value

    told = asyncio.run(run())
    assert told.resume_at == datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
    assert told.code == "nothing_left"
