"""The house of `tests.house`, but speaking to a running sandbox over HTTP through the real adapters and transport.

The clock stands at the real time and is moved by hand, here and in the sandbox alike. The sandbox is shared by a
whole file: each test writes as new people, and looks at what was written since it began.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests import factories as make
from tests.contract.stage import Stage
from tests.house import House

from evenhand.actions import performing, speaking
from evenhand.actions.models import Action
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake import fetching, polling
from evenhand.intake.models import Contribution
from evenhand.intake.storing import store_item
from evenhand.platforms.capabilities import capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.transport import Transport
from evenhand.work.models import Task
from evenhand.work.performing import the_loop

SHOWS = {"field": "read_back", "listing": "read_back", "receipt": "receipt", "person": "receipt"}
"""How an effect counts as seen, by the way in which the table says that it is read back."""


class Line:
    """One client for a file's tests, used in the loop in which effects are performed, and closed in it."""

    def __init__(self) -> None:
        self.client = httpx.AsyncClient(timeout=10.0, trust_env=False)

    def close(self) -> None:
        """Close the connections where they were opened."""
        loop: asyncio.AbstractEventLoop = the_loop()._loop
        asyncio.run_coroutine_threadsafe(self.client.aclose(), loop).result(10)


class LiveHouse(House):
    """One test's house on a sandbox."""

    def __init__(self, patch: pytest.MonkeyPatch, stage: Stage, line: Line) -> None:
        super().__init__(patch)
        self.stage = stage
        self.now = datetime.now(UTC)
        self._offset = timedelta()
        self._move_sandbox()
        transport = Transport(line.client, now=lambda: self.now, sleep=_no_pause)

        async def ours() -> Transport:
            return transport

        patch.setattr(speaking, "adapter_for", adapter_for)
        for room in (performing, polling, fetching):
            patch.setattr(room, "shared_transport", ours)
        self.began = stage.now()

    def connect(self, platform: Platform) -> Channel:
        """Our channel on a platform; connected when first asked for."""
        if platform not in self.channels:
            told = self.stage.channels[platform]
            new = NewChannel(
                platform.value,
                told["external_id"],
                told.get("handle") or told["name"],
                told.get("page_id") or "",
                f"{self.stage.url}/{platform}",
                told.get("api_version") or "",
                plan=make.plan() if platform is Platform.X else None,
            )
            self.channels[platform] = add_channel(new, Credentials(told["token"], ("s",), "v"))
        return self.channels[platform]

    def publish(self, platform: Platform, text: str, kind: str = "comment", **more: str) -> Contribution:
        """Somebody new writes there; intake has it as the adapter reads it, and the worker has run."""
        item = self.stage.publish(platform, text, kind, **more)
        row, _ = store_item(self.connect(platform), item, self.now)
        assert row is not None
        self.run()
        return Contribution.objects.get(pk=row.pk)

    def writes(self, platform: Platform, operation: str) -> list[dict[str, Any]]:
        """What this test's writes of one kind changed on the platform, as the sandbox saw it."""
        return self.stage.writes(platform, operation, self.began)

    def wait(self, minutes: float) -> None:
        """The clock goes on, here and in the sandbox."""
        self.now += timedelta(minutes=minutes)
        self._offset += timedelta(minutes=minutes)
        self._move_sandbox()

    def wait_for(self, action: Action) -> None:
        """Until the action's next try is due."""
        due = Task.objects.filter(key=f"perform:{action.pk}").values_list("run_at", flat=True)[0]
        self.wait(max((due - self.now).total_seconds(), 0.0) / 60 + 0.01)

    def _move_sandbox(self) -> None:
        self.stage.control("POST", "clock", offset_seconds=self._offset.total_seconds())


def seen_as(platform: Platform, operation: Operation) -> str:
    """How an operation that was done counts as seen there."""
    return SHOWS[capability(platform, operation).read_back]


async def _no_pause(seconds: float) -> None:
    """Retries need not wait here."""
    del seconds
