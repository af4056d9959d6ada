"""A running sandbox as a test needs it: people who write, the adapter that answers, and who sees what."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from evenhand.platforms.interface import (
    Account,
    Adapter,
    ContributionItem,
    ContributionKind,
    Page,
    Platform,
    PostItem,
    Target,
)
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.transport import Transport

T = TypeVar("T")
MOST_PAGES = 200


@dataclass
class Stage:
    """One sandbox. Every call goes over HTTP, as the platforms' would."""

    url: str
    http: httpx.Client
    channels: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        listed = self.control("GET", "config")["channels"]
        self.channels = {channel["platform"]: channel for channel in listed}

    def control(self, method: str, path: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON of any shape
        """Asks the sandbox's control API."""
        sent = {"params": values} if method == "GET" else {"json": values}
        answer = self.http.request(method, path, **sent)  # type: ignore[arg-type]  # one of the two
        answer.raise_for_status()
        data: dict[str, Any] = answer.json()
        return data

    def account(self, platform: Platform, **changes: str) -> Account:
        """The organisation's channel."""
        channel = self.channels[platform]
        given = {name: channel[name] for name in ("external_id", "page_id", "token", "api_version")}
        given["name"] = channel.get("handle", channel["name"])
        return Account(**{"platform": platform, "base_url": f"{self.url}/{platform}", **given, **changes})  # type: ignore[arg-type]  # all texts but the first

    def ask(self, platform: Platform, what: Callable[[Adapter], Awaitable[T]], **changes: str) -> T:
        """Runs one use of the adapter over a fresh transport that does not pause."""

        async def use() -> T:
            async with Transport(sleep=_no_pause) as transport:
                return await what(adapter_for(self.account(platform, **changes), transport))

        return asyncio.run(use())

    def publish(self, platform: Platform, text: str, kind: str = "comment", **more: str) -> ContributionItem:
        """Somebody writes; the contribution as the adapter lists it."""
        made = self.control("POST", "publish", platform=platform, kind=kind, text=text, **more)
        return self.listed(platform, made["id"], kind)

    def listed(self, platform: Platform, external_id: str, kind: str = "comment") -> ContributionItem:
        """The contribution as it stands in the adapter's lists."""
        found = self.everything(platform, messages=kind == "direct_message", until=external_id)
        for item in found:
            if item.external_id == external_id:
                return item
        raise AssertionError(f"{external_id} is in no list of {platform}")

    def everything(self, platform: Platform, *, messages: bool = False, until: str = "") -> list[ContributionItem]:
        """All contributions in all lists, walked to their end, or up to the list that has `until`."""

        async def walk(adapter: Adapter) -> list[ContributionItem]:
            if messages:
                return await pages(adapter.list_messages)
            found = await pages(lambda cursor: adapter.list_comments(None, cursor))
            if platform is Platform.YOUTUBE:  # its account's lists hold everything
                return found
            for post in await pages(adapter.list_posts):
                if until in {item.external_id for item in found}:
                    break
                found += await pages(lambda cursor, post=post: adapter.list_comments(post, cursor))  # type: ignore[misc]  # bound now
            return found

        return self.ask(platform, walk)

    def posts(self, platform: Platform) -> list[PostItem]:
        """The organisation's posts as listed."""
        return self.ask(platform, lambda adapter: pages(adapter.list_posts))

    def seen(self, platform: Platform, target: Target, who: str = "stranger") -> dict[str, Any]:
        """How somebody sees the contribution."""
        return self.control("GET", "view", platform=platform, id=target.external_id, **{"as": who})

    def writes(self, platform: Platform, operation: str, after: int) -> list[dict[str, Any]]:
        """Writes that had an effect since ledger entry `after`."""
        entries = self.control("GET", "ledger", after=after)["entries"]
        return [
            entry
            for entry in entries
            if entry["event"] == "api.write"
            and (entry["platform"], entry["operation"]) == (platform, operation)
            and entry["effect"]
        ]

    def now(self) -> int:
        """The ledger's last entry."""
        after = 0
        while (following := self.control("GET", "ledger", after=after)["next"]) != after:
            after = following
        return after

    def fault(self, platform: Platform, fault: str, **params: object) -> None:
        """The next call meets this fault."""
        self.control("POST", "faults", platform=platform, fault=fault, times=1, params=params)

    def no_faults(self) -> None:
        """All is well again."""
        self.control("DELETE", "faults")


async def _no_pause(seconds: float) -> None:
    """Retries need not wait here."""
    del seconds


async def pages(page_at: Callable[[str], Awaitable[Page[T]]]) -> list[T]:
    """All items of a listing."""
    items: list[T] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        page = await page_at(cursor)
        items += page.items
        cursor = page.cursor
        if not cursor:
            return items
    raise AssertionError("a listing that never ends")


def target_of(item: ContributionItem) -> Target:
    """What an action is aimed at, as the house builds it from what it stored."""
    return Target(
        item.external_id,
        post_external_id=item.post_external_id,
        parent_external_id=item.parent_external_id,
        author_external_id=item.author.external_id if item.author else "",
        thread_external_id=item.thread_external_id,
        permalink=item.permalink,
        kind=ContributionKind(item.kind),
    )
