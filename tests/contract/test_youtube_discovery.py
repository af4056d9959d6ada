"""Every request the YouTube adapter makes is one that Google's own description of the API knows.

The oracle is the discovery document that comes with google-api-python-client (development only).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib import resources
from typing import Any

import pytest
from tests.platforms.fakes import FakePlatform

from evenhand.platforms.errors import PlatformError
from evenhand.platforms.interface import Adapter, ContributionKind, Operation, Platform, PostItem, Target
from evenhand.platforms.reading import EPOCH

TARGET = Target("Ugc1", post_external_id="vid1")
VIDEO = PostItem("vid1", "", EPOCH)
ITEM = {
    "id": "Ugc1",
    "snippet": {"videoId": "vid1", "topLevelComment": {"id": "Ugc1", "snippet": {}}, "totalReplyCount": 3},
}
UPLOADS = {"contentDetails": {"relatedPlaylists": {"uploads": "UUx"}}}

CALLS: dict[str, Callable[[Adapter], Coroutine[Any, Any, object]]] = {
    "posts": lambda adapter: adapter.list_posts(),
    "more posts": lambda adapter: adapter.list_posts("UUx|N"),
    "comments": lambda adapter: adapter.list_comments(None),
    "held": lambda adapter: adapter.list_comments(VIDEO, "heldForReview|N"),
    "spam": lambda adapter: adapter.list_comments(VIDEO, "likelySpam|"),
    "fetch": lambda adapter: adapter.fetch(TARGET, ContributionKind.COMMENT),
    "hide": lambda adapter: adapter.hide(TARGET),
    "unhide": lambda adapter: adapter.unhide(TARGET),
    "reply": lambda adapter: adapter.reply(TARGET, "Thank you"),
    "read back hide": lambda adapter: adapter.read_back(Operation.HIDE, Target("Ugc9", "vid1"), None),
    "read back reply": lambda adapter: adapter.read_back(Operation.REPLY, TARGET, None, "Thank you"),
}


@pytest.fixture(scope="module")
def methods() -> dict[tuple[str, str], dict[str, Any]]:
    """Google's methods by HTTP method and path."""
    cache = resources.files("googleapiclient.discovery_cache.documents")
    document = json.loads((cache / "youtube.v3.json").read_text("utf-8"))
    found = [method for resource in document["resources"].values() for method in resource.get("methods", {}).values()]
    return {(method["httpMethod"], "/" + method["path"]): method for method in found}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """Google's schemas by name."""
    cache = resources.files("googleapiclient.discovery_cache.documents")
    schemas: dict[str, Any] = json.loads((cache / "youtube.v3.json").read_text("utf-8"))["schemas"]
    return schemas


@pytest.mark.parametrize("name", CALLS)
def test_each_request_is_in_the_description(name: str, methods: dict[tuple[str, str], dict[str, Any]]) -> None:
    fake = FakePlatform().says({"items": [ITEM, UPLOADS]})
    with suppress(PlatformError):  # the answer is the same to every call; only the requests are looked at
        asyncio.run(CALLS[name](fake.adapter(Platform.YOUTUBE)))
    assert fake.asked
    for asked in fake.asked:
        method = methods[asked.method, asked.path]
        known = method["parameters"]
        assert set(asked.query) <= set(known)
        assert {key for key, told in known.items() if told.get("required")} <= set(asked.query)
        for key, value in asked.query.items():
            told = known[key]
            assert told["location"] == "query"
            values = value.split(",") if told.get("repeated") else [value]
            if "enum" in told:
                assert set(values) <= set(told["enum"])
            if "maximum" in told:
                assert int(value) <= int(told["maximum"])
        assert bool(asked.body) == ("request" in method)


def test_what_we_send_and_read_is_in_the_schema(schemas: dict[str, Any]) -> None:
    comment = set(schemas["CommentSnippet"]["properties"])
    ours = {"parentId", "textOriginal", "textDisplay", "videoId", "publishedAt", "updatedAt", "moderationStatus"}
    assert ours | {"authorChannelId", "authorDisplayName"} <= comment
    assert {"topLevelComment", "totalReplyCount", "videoId"} <= set(schemas["CommentThreadSnippet"]["properties"])
    assert {"comments"} <= set(schemas["CommentThreadReplies"]["properties"])
    assert {"videoId", "videoPublishedAt"} <= set(schemas["PlaylistItemContentDetails"]["properties"])


def test_rejecting_is_never_asked_for() -> None:
    fake = FakePlatform().says({"items": [ITEM]})
    for call in CALLS.values():
        with suppress(PlatformError):
            asyncio.run(call(fake.adapter(Platform.YOUTUBE)))
    assert fake.asked
    assert all(asked.query.get("moderationStatus") != "rejected" for asked in fake.asked)
    assert all("banAuthor" not in asked.query for asked in fake.asked)
