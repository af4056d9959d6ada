"""The requests to Facebook and Instagram are ones that Meta's own SDK knows: edge, method, parameters, fields.

The oracle is the source of facebook-business (development only), read and not run: importing it takes seconds and
its objects speak to the network. What it does not list is named here with its source.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.platforms.fakes import FakePlatform

from evenhand.platforms.errors import PlatformError
from evenhand.platforms.facebook import mapping as facebook
from evenhand.platforms.instagram import mapping as instagram
from evenhand.platforms.interface import Adapter, ContributionKind, Operation, Platform, PostItem, Target
from evenhand.platforms.meta import messages
from evenhand.platforms.reading import EPOCH

COMMENT = Target("1_22", post_external_id="700100_1", author_external_id="4401")
MESSAGE = Target("m_1", author_external_id="4401", kind=ContributionKind.DIRECT_MESSAGE)
POST = PostItem("700100_1", "", EPOCH)
Call = Callable[[Adapter], Coroutine[Any, Any, object]]

# name of the call: the platform, the call, and the SDK's file that describes the edge
CALLS: dict[str, tuple[Platform, Call, str]] = {
    "posts": (Platform.FACEBOOK, lambda a: a.list_posts(), "page"),
    "visitors": (Platform.FACEBOOK, lambda a: a.list_comments(None), "page"),
    "comments": (Platform.FACEBOOK, lambda a: a.list_comments(POST), "pagepost"),
    "conversations": (Platform.FACEBOOK, lambda a: a.list_messages(), "page"),
    "fetch": (Platform.FACEBOOK, lambda a: a.fetch(COMMENT, ContributionKind.COMMENT), "comment"),
    "hide": (Platform.FACEBOOK, lambda a: a.hide(COMMENT), "comment"),
    "delete": (Platform.FACEBOOK, lambda a: a.delete(COMMENT), "comment"),
    "reply": (Platform.FACEBOOK, lambda a: a.reply(COMMENT, "Hello"), "comment"),
    "private reply": (Platform.FACEBOOK, lambda a: a.message(COMMENT, "Hello"), "page"),
    "message": (Platform.FACEBOOK, lambda a: a.message(MESSAGE, "Hello"), "page"),
    "block": (Platform.FACEBOOK, lambda a: a.block(COMMENT), "page"),
    "unblock": (Platform.FACEBOOK, lambda a: a.unblock(COMMENT), "page"),
    "blocked": (Platform.FACEBOOK, lambda a: a.read_back(Operation.BLOCK, COMMENT, None), "page"),
    "instagram media": (Platform.INSTAGRAM, lambda a: a.list_posts(), "iguser"),
    "instagram comments": (Platform.INSTAGRAM, lambda a: a.list_comments(POST), "igmedia"),
    "instagram fetch": (Platform.INSTAGRAM, lambda a: a.fetch(COMMENT, ContributionKind.COMMENT), "igcomment"),
    "instagram hide": (Platform.INSTAGRAM, lambda a: a.hide(COMMENT), "igcomment"),
    "instagram delete": (Platform.INSTAGRAM, lambda a: a.delete(COMMENT), "igcomment"),
    "instagram reply": (Platform.INSTAGRAM, lambda a: a.reply(COMMENT, "Hello"), "igcomment"),
    "instagram message": (Platform.INSTAGRAM, lambda a: a.message(MESSAGE, "Hello"), "page"),
    "instagram block": (Platform.INSTAGRAM, lambda a: a.block(MESSAGE), "page"),
}
EVERYWHERE = {"fields", "limit", "after"}  # Graph's paging and field expansion, which the SDK adds by itself
UNDOCUMENTED = {"comments": {"order", "filter", "since"}, "visitor_posts": {"include_hidden"}}


@cache
def _source(name: str) -> str:
    spec = find_spec("facebook_business")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "adobjects" / f"{name}.py").read_text("utf-8")


@cache
def _edges(name: str) -> dict[tuple[str, str], set[str]]:
    """Method and edge of every call that one SDK class can make, with its parameters."""
    found: dict[tuple[str, str], set[str]] = {}
    lines = _source(name).splitlines(keepends=True)
    for node in ast.walk(ast.parse(_source(name))):
        if isinstance(node, ast.FunctionDef):
            text = "".join(lines[node.lineno - 1 : node.end_lineno])  # get_source_segment splits it all each time
            method, edge = re.search(r"method='(\w+)'", text), re.search(r"endpoint='([^']*)'", text)
            params = re.search(r"param_types = \{(.*?)\}", text, re.DOTALL)
            if method and edge and params:
                key = (method[1], edge[1].strip("/"))
                found.setdefault(key, set()).update(re.findall(r"'(\w+)':", params[1]))
    return found


@cache
def _fields(name: str) -> set[str]:
    return set(re.findall(r"^        \w+ = '(\w+)'$", _source(name), re.MULTILINE))


@pytest.mark.parametrize("name", CALLS)
def test_each_request_is_one_that_the_sdk_knows(name: str) -> None:
    platform, call, described = CALLS[name]
    fake = FakePlatform().says({"id": "700100", "data": [], "success": True, "message_id": "m_2", "4401": True})
    with suppress(PlatformError):  # the answer is the same to every call; only the requests are looked at
        asyncio.run(call(fake.adapter(platform)))
    asked = fake.asked[0]
    version, _, *edge = asked.path.strip("/").split("/")
    assert version == "v26.0"
    known = _edges(described)[asked.method, "/".join(edge)]
    extra = UNDOCUMENTED.get("/".join(edge), set())
    assert set(asked.query) | set(asked.body) <= known | EVERYWHERE | extra


def _names(fields: str) -> Iterator[str]:
    """The names at the top level of a `fields` parameter."""
    while "{" in fields:
        fields = re.sub(r"(\.limit\(\d+\))?\{[^{}]*\}", "", fields)
    yield from fields.split(",")


@pytest.mark.parametrize(
    ("fields", "described"),
    [
        (facebook.COMMENT_FIELDS, "comment"),
        (facebook.POST_FIELDS, "pagepost"),
        (facebook.VISITOR_POST_FIELDS, "pagepost"),
        (instagram.COMMENT_FIELDS, "igcomment"),
        (instagram.REPLY_FIELDS, "igcomment"),
        (instagram.MEDIA_FIELDS, "igmedia"),
        (messages.THREAD_FIELDS, "unifiedthread"),
    ],
)
def test_each_field_is_one_that_the_sdk_knows(fields: str, described: str) -> None:
    edges = {edge for method, edge in _edges(described) if method == "GET"}  # an edge may be expanded like a field
    assert set(_names(fields)) <= _fields(described) | edges


def test_the_version_is_the_sdks() -> None:
    spec = find_spec("facebook_business")
    assert spec is not None
    assert spec.origin is not None
    config = (Path(spec.origin).parent / "apiconfig.py").read_text("utf-8")
    assert "'API_VERSION': 'v26.0'" in config
