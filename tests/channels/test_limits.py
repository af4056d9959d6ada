"""Limits in the house's tables: several workers together ask for all that a platform allows, and nothing beyond it."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from django.db import DatabaseError, OperationalError, connection
from tests.platforms.fakes import START, account

from evenhand.channels import limits
from evenhand.channels.limits import StoreKeeper, visit
from evenhand.channels.models import Limit
from evenhand.platforms.errors import Throttled
from evenhand.platforms.interface import Account, Platform, Target
from evenhand.platforms.limits import Closed, Day, Given, Heard, Told, Wish
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call
from evenhand.platforms.youtube.dialect import DIALECT as YOUTUBE

pytestmark = pytest.mark.django_db(transaction=True)

WINDOW = timedelta(minutes=15)
NAME = ("us", "hide")
WORKERS = 3


class Platforms:
    """X and YouTube as far as their limits go, for workers in several threads."""

    def __init__(self, most: int) -> None:
        self.most, self.used = most, 0
        self.now, self.opened = START, START
        self.statuses: Counter[int] = Counter()
        self._lock = threading.Lock()

    async def handle(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            if self.now >= self.opened + WINDOW:
                self.opened, self.used = self.now, 0
            allowed = self.used < self.most
            self.used += allowed
            told, turn = self.most - self.used, self.statuses.total()
            self.statuses[200 if allowed else 429] += 1
        await asyncio.sleep(0.003 * (turn % 3))  # later ones overtake
        headers = {"content-type": "application/json"}
        if request.method == "PUT":
            reset = str(int((self.opened + WINDOW).timestamp()))
            headers |= {"x-rate-limit-limit": str(self.most), "x-rate-limit-reset": reset}
            headers["x-rate-limit-remaining"] = str(told)
        return httpx.Response(200 if allowed else 429, json={"data": {"hidden": True}}, headers=headers)

    def transport(self) -> Transport:
        """A worker's, that keeps its limits in the tables."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.handle))
        return Transport(client, now=lambda: self.now, keeper=StoreKeeper())


async def hide(platform: Platforms, count: int) -> Counter[str]:
    """One worker, from its start to its end, asks for so many at once; how each ended."""
    async with platform.transport() as transport:
        adapter = adapter_for(account(Platform.X), transport)
        ended = await asyncio.gather(*(adapter.hide(Target(str(n))) for n in range(count)), return_exceptions=True)
        return Counter(type(each).__name__ for each in ended)


def side_by_side(platform: Platforms, count: int) -> Counter[str]:
    """Several workers at once."""
    with ThreadPoolExecutor(WORKERS) as pool:
        ended = list(pool.map(lambda _nth: asyncio.run(hide(platform, count)), range(WORKERS)))
    return sum(ended, Counter())


def test_several_workers_use_all_of_each_window_and_no_more() -> None:
    platform = Platforms(40)
    for window in (1, 2):
        first = side_by_side(platform, 20)
        again = side_by_side(platform, 5)  # all of them began anew: what was used is not forgotten
        assert set(first) | set(again) <= {"Receipt", "Throttled"}
        assert platform.statuses == {200: 40 * window}, "none of those was refused, and all are used"
        assert (first + again)["Receipt"] == 40
        platform.now += WINDOW


async def read(platform: Platforms, us: Account) -> int:
    made = 0
    async with platform.transport() as transport:
        while True:
            try:
                await transport.send(us, YOUTUBE, Call("GET", "/youtube/v3/comments"))
            except Throttled:
                return made
            made += 1


def test_several_workers_share_a_day_that_nothing_tells_of() -> None:
    platform = Platforms(10_000)
    us = replace(account(Platform.YOUTUBE), settings={"units_a_day": "200"})
    with ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(lambda _nth: asyncio.run(read(platform, us)), range(WORKERS)))
    assert sum(made) == 180, "a tenth is left to writes"
    assert platform.statuses == {200: 180}


def test_what_a_platform_tells_outlives_the_worker_that_it_told() -> None:
    reset = START + WINDOW
    visit(NAME, Heard(told=(Told(2, 50, reset),)), None, START)
    assert visit(NAME, Heard(), Wish(like=9), START) == Given(1, 1, counted=True, until=reset)
    visit(NAME, Heard(closed_until=START + timedelta(minutes=3)), None, START)
    assert visit(NAME, Heard(), Wish(), START) == Closed(START + timedelta(minutes=3), "still_throttled")
    row = Limit.objects.get()
    assert (row.account, row.bucket, row.left, row.most, row.out, row.resets_at) == ("us", "hide", 2, 50, 1, reset)


@pytest.mark.parametrize("most", [137, 1000])
def test_takers_in_threads_never_have_more_than_there_is(most: int) -> None:
    day = Day(most, START + timedelta(hours=3))

    def take(nth: int) -> int:
        try:
            had = 0
            while isinstance(answer := visit(NAME, Heard(), Wish(nth + 1, 20, day=day), START), Given):
                had += answer.count
                if answer.count > nth + 1:  # and some of it is not used
                    visit(NAME, Heard(back={answer.epoch: 1}), None, START)
                    had -= 1
            return had
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        had = sum(pool.map(take, range(WORKERS)))
    left = Limit.objects.get().left
    assert left is not None
    assert had + left == most


def test_the_table_refuses_what_is_overdrawn() -> None:
    visit(NAME, Heard(told=(Told(2, 50, START + WINDOW),)), None, START)
    with pytest.raises(DatabaseError):
        Limit.objects.update(left=-1)
    with pytest.raises(DatabaseError):
        Limit.objects.update(out=-1)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The store does not answer, twice."""
    asked: list[int] = []
    real = limits.changed

    def change(*given: object) -> Given | Closed:
        asked.append(1)
        if len(asked) < limits.TRIES:
            raise OperationalError
        return real(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(limits, "changed", change)
    return asked


def test_a_store_that_does_not_answer_at_once_is_asked_again(broken: list[int]) -> None:
    assert isinstance(visit(NAME, Heard(), Wish(), START), Given)
    assert len(broken) == limits.TRIES
