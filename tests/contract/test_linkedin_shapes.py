"""LinkedIn has no client and no schema of its own here, so its documented shapes are the oracle (linkedin_shapes.json).

What the sandbox answers and tells, and what our adapter asks, has every name that must be there, each of the type that
is documented, and none that is not.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.platforms.fakes import FakePlatform
from tests.sandbox.helpers import Json, Sandbox, listening

from evenhand.platforms.errors import PlatformError
from evenhand.platforms.interface import Platform, Target
from evenhand.sandbox.testing import running

SHAPES: Json = json.loads(Path(__file__).with_name("linkedin_shapes.json").read_text("utf-8"))
PLACE = r"urn:li:(activity|share|ugcPost):\d+"
COMMENT = rf"urn:li:comment:\((urn:li:activity:\d+|{PLACE}),\d+\)"
TYPES: dict[str, type] = {"text": str, "number": int, "flag": bool, "list": list}
PATTERNS = {
    "comment urn": COMMENT,
    "short comment urn": r"urn:li:comment:\(activity:\d+,\d+\)",
    "activity or comment urn": rf"urn:li:activity:\d+|{COMMENT}",
    "activity or share or ugc urn": PLACE,
    "share or ugc urn": r"urn:li:(share|ugcPost):\d+",
    "organisation urn": r"urn:li:organization:\d+",
    "person urn": r"urn:li:person:[\w-]+",
    "person or organisation urn": r"urn:li:(person:[\w-]+|organization:\d+)",
}
THIS_CENTURY = 10**12  # milliseconds; as seconds it would be the year 33658


def wrong(value: Any, shape: Any, where: str) -> Iterator[str]:  # noqa: ANN401 -- any JSON against any shape
    """Every way in which `value` is not of `shape`."""
    if isinstance(shape, dict):
        yield from _wrong_inside(value, shape, where) if isinstance(value, dict) else [f"{where} is no object"]
    elif shape in TYPES:
        if not isinstance(value, TYPES[shape]) or (shape == "number" and isinstance(value, bool)):
            yield f"{where}: {value!r} is no {shape}"
    elif shape == "milliseconds":
        if not isinstance(value, int) or value < THIS_CENTURY:
            yield f"{where}: {value!r} are no milliseconds"
    elif shape != "anything" and re.fullmatch(PATTERNS.get(shape, shape), str(value)) is None:
        yield f"{where}: {value!r} is no {shape}"


def _wrong_inside(value: Json, shape: Json, where: str) -> Iterator[str]:
    named = {name.removesuffix("?") for name in shape}
    yield from (f"{where}.{name} is not documented" for name in value if name not in named)
    for name, inner in shape.items():
        bare = name.removesuffix("?")
        if bare in value:
            yield from wrong(value[bare], inner, f"{where}.{bare}")
        elif bare == name:
            yield f"{where}.{name} is missing"


def faults(value: object, name: str) -> list[str]:
    return list(wrong(value, SHAPES[name], name))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as url:
        found = Sandbox(url)
        yield found
        found.http.close()


def test_the_oracle_sees_what_is_wrong() -> None:
    assert faults({"status": "400", "detail": "no"}, "error") == [
        "error.detail is not documented",
        "error.status: '400' is no number",
        "error.message is missing",
    ]
    assert faults({"challengeCode": "a", "challengeResponse": 5}, "challenge answered")


def test_lists_and_comments(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin")
    sandbox.publish("linkedin", "below", parent=made)
    comments = f"socialActions/{quote(sandbox.post_of('linkedin'), safe='')}/comments"
    below = f"socialActions/{quote(made, safe='')}/comments"
    author = {"q": "author", "author": sandbox.channels["linkedin"]["external_id"]}
    posts = sandbox.get("linkedin", "posts", **author)
    for answer, name in [
        (posts, "post"),
        (sandbox.get("linkedin", comments), "comment"),
        (sandbox.get("linkedin", below), "comment"),
    ]:
        assert answer["elements"]
        assert faults(answer, "page") == []
        assert [each for element in answer["elements"] for each in faults(element, name)] == []


def test_a_reply_made(sandbox: Sandbox) -> None:
    made, actor = sandbox.publish("linkedin"), sandbox.channels["linkedin"]["external_id"]
    body = {"actor": actor, "object": made, "message": {"text": "Thank you"}, "parentComment": made}
    assert faults(body, "reply asked") == []
    answer = sandbox.call("linkedin", "POST", f"socialActions/{quote(made, safe='')}/comments", json=body)
    assert answer.status_code == 201
    assert faults(answer.json(), "comment") == []


@pytest.mark.parametrize("fault", ["throttle", "token_dead", "refused", "server_error"])
def test_refusals(sandbox: Sandbox, fault: str) -> None:
    sandbox.fault("linkedin", fault)
    answer = sandbox.call("linkedin", "GET", "posts")
    assert answer.status_code >= 400
    assert faults(answer.json(), "error") == []
    assert answer.json()["status"] == answer.status_code


def test_what_is_told_by_webhook(sandbox: Sandbox) -> None:
    with listening(lambda _query: "") as listener:
        sandbox.control("webhooks", platform="linkedin", url=listener.url, skip_handshake=True)
        made = sandbox.publish("linkedin")
        sandbox.publish("linkedin", "below", parent=made)
        sandbox.control("edit", platform="linkedin", id=made, text="Better")
        sandbox.control("remove", platform="linkedin", id=made)
        told: list[Json] = []
        for count in range(1, 6):
            told = [each for _, raw in listener.got for each in json.loads(raw)["notifications"]]
            if len(told) >= 4:
                break
            listener.wait(count)
        sandbox.drop_all()
    assert [faults(json.loads(raw), "delivery") for _, raw in listener.got] == [[]] * len(listener.got)
    assert {each["action"] for each in told} == {"COMMENT", "COMMENT_EDIT", "COMMENT_DELETE"}
    assert [wrong_one for each in told for wrong_one in faults(each, "notification")] == []


def test_what_our_adapter_asks() -> None:
    target = Target("urn:li:comment:(urn:li:activity:71,72)", post_external_id="urn:li:share:70")
    fake = FakePlatform().says({"id": "73", "object": "urn:li:activity:71"}, 201, {"x-restli-id": "73"})
    with suppress(PlatformError):
        asyncio.run(fake.adapter(Platform.LINKEDIN, external_id="urn:li:organization:5").reply(target, "Hello"))
    assert [faults(asked.body, "reply asked") for asked in fake.asked if asked.method == "POST"] == [[]]
