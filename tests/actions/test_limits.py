"""What a platform said of its limits holds for the next action too, and never makes one happen twice."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping

import pytest
from tests import house as h
from tests.fake_platform import FakeAdapter
from tests.house import House, tries

from evenhand.actions.models import Action
from evenhand.actions.performing import Perform
from evenhand.actions.speaking import Done, Job
from evenhand.platforms import errors
from evenhand.platforms.interface import Account, Operation, Platform, ReadBack, Target

HIDDEN = {"data": {"hidden": True}}
TOO_MANY = {"title": "Too Many Requests", "status": 429}


class Door:
    """An address on this machine that gives one answer to everybody, and counts who asks."""

    def __init__(self, status: int, data: Mapping[str, object], headers: Mapping[str, str]) -> None:
        self.asked = 0
        body = json.dumps(data).encode()
        told = {"content-type": "application/json", "content-length": str(len(body)), **headers}
        lines = [f"HTTP/1.1 {status} -", *(f"{name}: {value}" for name, value in told.items())]
        self._answer = "\r\n".join([*lines, "", ""]).encode() + body

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                self.asked += 1
                writer.write(self._answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _two_hides(door: Door) -> list[Done | errors.PlatformError]:
    """Two actions on one account, one after the other, as the queue performs them."""
    server = await asyncio.start_server(door, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        us = Account(Platform.X, "9001", f"http://127.0.0.1:{port}", "t")
        return [await _hide(Job(us, Operation.HIDE, Target(one), "", False, 1)) for one in ("1", "2")]  # noqa: FBT003 (a job's place)


async def _hide(job: Job) -> Done | errors.PlatformError:
    try:
        return Done.from_json(await Perform().perform(job.as_json()))
    except errors.PlatformError as error:
        return error


def _spent() -> dict[str, str]:
    reset = str(int(time.time()) + 600)
    return {"x-rate-limit-limit": "50", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}


def test_after_a_throttled_answer_the_next_action_is_not_sent() -> None:
    door = Door(429, TOO_MANY, _spent())
    first, second = asyncio.run(_two_hides(door))
    assert isinstance(first, errors.Throttled)
    assert isinstance(second, errors.Throttled)
    assert (second.code, second.resume_at) == ("still_throttled", first.resume_at)
    assert door.asked == 1


def test_after_the_last_call_of_a_window_the_next_action_is_not_sent() -> None:
    door = Door(200, HIDDEN, _spent())
    first, second = asyncio.run(_two_hides(door))
    assert isinstance(first, Done)
    assert isinstance(second, errors.Throttled)
    assert door.asked == 1


def test_with_calls_left_both_are_sent() -> None:
    door = Door(200, HIDDEN, _spent() | {"x-rate-limit-remaining": "7"})
    assert all(isinstance(one, Done) for one in asyncio.run(_two_hides(door)))
    assert door.asked == 2


@pytest.mark.parametrize("error", [errors.Transient("lost", code="lost"), errors.Refused("no", code="no")])
def test_what_was_said_and_could_not_be_looked_at_is_not_said_again(house: House, error: Exception) -> None:
    written = house.write(h.QUESTION)
    real, faults = FakeAdapter.read_back, [error]

    async def read(self: FakeAdapter, operation: Operation, target: Target, receipt: None, text: str = "") -> ReadBack:
        if faults:
            raise faults.pop()
        return await real(self, operation, target, receipt, text)

    house.patch.setattr(FakeAdapter, "read_back", read)
    action = house.action(house.answer(written), "reply")
    assert (action.state, tries(action)) == ("unknown", ["accepted"])
    assert "could not be read yet" in action.reason
    house.wait(1)
    house.run()
    action = Action.objects.get(pk=action.pk)
    assert (action.state, tries(action)) == ("done", ["accepted", "seen"])
    assert house.effects() == ["reply"]


def test_a_limit_reached_by_the_answer_itself_is_waited_for_and_read_back(house: House) -> None:
    written = house.write(h.QUESTION)
    real = FakeAdapter.read_back

    async def read(self: FakeAdapter, operation: Operation, target: Target, receipt: None, text: str = "") -> ReadBack:
        until = h.MONDAY_NOON.replace(hour=13)
        if house.now < until:
            raise errors.Throttled("slow", resume_at=until, code="32")
        return await real(self, operation, target, receipt, text)

    house.patch.setattr(FakeAdapter, "read_back", read)
    action = house.action(house.answer(written), "reply")
    house.keep_running(90)
    action = Action.objects.get(pk=action.pk)
    assert (action.state, tries(action)) == ("done", ["accepted", "throttled", "seen"])
    assert house.effects() == ["reply"]
