"""Reading streams within the time of a task: a page that takes long is read, and nobody waits for it for ever."""

from __future__ import annotations

import asyncio

import pytest
from tests.intake.making import item
from tests.intake.pretending import Pretended, PretendedAdapter

from evenhand.intake import walking
from evenhand.intake.streams import Due
from evenhand.intake.walking import Walk
from evenhand.platforms.interface import ContributionItem, ContributionKind, Page


class SlowAdapter(PretendedAdapter):
    """Each page of messages takes its time, as one does that needs many calls."""

    seconds = 0.05

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        await asyncio.sleep(self.seconds)
        return await super().list_messages(cursor)


def read(*dues: Due, seconds: float = 0.05) -> list[Walk]:
    platform = Pretended(page_size=1)
    private = (item(external_id=f"m-{n}", kind=ContributionKind.DIRECT_MESSAGE) for n in range(3))
    platform.put(*private)
    adapter = SlowAdapter(platform)
    adapter.seconds = seconds
    return asyncio.run(walking.walk_all(adapter, dues))


def test_a_page_that_takes_longer_than_a_stream_may_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "SECONDS_A_STREAM", 0.01)
    (found,) = read(Due("messages", ""))
    assert (found.error, found.ended, len(found.pages), found.cursor) == (None, False, 1, "1")
    (found,) = read(Due("messages", found.cursor))
    assert (found.error, len(found.pages), found.cursor) == (None, 1, "2"), "and the next task goes on there"


def test_in_all_it_takes_no_longer_than_a_task_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "SECONDS_A_STREAM", 0.01)
    monkeypatch.setattr(walking, "SECONDS_IN_ALL", 0.2)
    monkeypatch.setattr(walking, "SIDE_BY_SIDE", 1)
    (found,) = read(Due("messages", ""), Due("posts", ""), seconds=5.0)
    assert found.stream == "messages", "the other has its turn in the next task"
    assert found.error is not None
    assert (found.error["code"], found.pages) == ("slow", [])
