"""Each platform has a way to close comments; Instagram's is done by API and seen by everybody in the sandbox."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from evenhand.platforms import closing
from evenhand.platforms.closing import ClosesComments
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.registry import ADAPTERS, adapter_for
from evenhand.platforms.transport import Transport
from evenhand.sandbox.testing import running


@pytest.mark.parametrize("platform", Platform)
def test_each_has_a_link_and_steps_both_ways(platform: Platform) -> None:
    found = closing.way(platform)
    assert found.note
    link = closing.link(platform, post="p1", permalink="https://example.org/p1", account="urn:li:organization:77")
    assert link.startswith("https://")
    for opened in (True, False):
        told = closing.steps(platform, opened=opened)
        assert len(told) >= 3
        assert all(step.endswith(".") for step in told)


def test_without_an_address_there_may_be_no_link() -> None:
    assert closing.link(Platform.INSTAGRAM, post="p1", permalink="", account="77") == ""
    assert closing.link(Platform.FACEBOOK, post="p1", permalink="", account="77") == "https://www.facebook.com/77"


@pytest.mark.parametrize("platform", Platform)
def test_what_the_table_says_of_the_api_the_adapter_has(platform: Platform) -> None:
    adapter = ADAPTERS[platform]
    assert hasattr(adapter, "set_comments") == closing.way(platform).by_api
    assert hasattr(adapter, "comments_opened") == closing.way(platform).by_api


def test_on_instagram_nobody_comments_while_they_are_closed() -> None:
    with running() as address, httpx.Client(base_url=f"{address}/_sandbox/", timeout=10) as client:
        channel = next(one for one in client.get("config").json()["channels"] if one["platform"] == "instagram")
        post = client.get("posts", params={"platform": "instagram"}).json()["posts"][0]["id"]
        account = Account(
            Platform.INSTAGRAM,
            channel["external_id"],
            f"{address}/instagram",
            channel["token"],
            page_id=channel["page_id"],
            api_version=channel["api_version"],
        )

        async def set_and_look(*, opened: bool) -> bool:
            transport = Transport()
            try:
                adapter = adapter_for(account, transport)
                assert isinstance(adapter, ClosesComments)
                await adapter.set_comments(post, opened=opened)
                return await adapter.comments_opened(post)
            finally:
                await transport.aclose()

        def write() -> httpx.Response:
            return client.post("publish", json={"platform": "instagram", "kind": "comment", "text": "Hi", "post": post})

        assert asyncio.run(set_and_look(opened=False)) is False
        refused = write()
        assert refused.status_code == 400
        assert "are closed" in refused.json()["error"]
        assert asyncio.run(set_and_look(opened=True)) is True
        assert write().status_code == 200
        ledger = client.get("ledger").json()["entries"]
        asked = [(one["operation"], one["effect"]) for one in ledger if one["operation"].endswith("_comments")]
        assert asked == [("close_comments", True), ("open_comments", True)]


@pytest.mark.parametrize("platform", ["facebook", "x", "linkedin", "youtube"])
def test_elsewhere_the_account_does_it_by_hand(platform: str) -> None:
    with running() as address, httpx.Client(base_url=f"{address}/_sandbox/", timeout=10) as client:
        post = client.get("posts", params={"platform": platform}).json()["posts"][0]["id"]
        told = {"platform": platform, "operation": "close_comments", "id": post}
        client.post("by_hand", json=told).raise_for_status()
        assert client.get("posts", params={"platform": platform}).json()["posts"][0]["comments_closed"] is True
        assert client.post("publish", json={"platform": platform, "text": "Hi", "post": post}).status_code == 400
        client.post("by_hand", json=told | {"operation": "open_comments"}).raise_for_status()
        assert client.post("publish", json={"platform": platform, "text": "Hi", "post": post}).status_code == 200
