"""The world as it is when the sandbox starts: one channel a platform, about a dozen posts, nobody has spoken yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any

from evenhand.sandbox.state.model import PLATFORMS, Channel, Post
from evenhand.sandbox.state.tokens import first
from evenhand.sandbox.state.world import World

NAME = "HM Prison and Probation Service (sandbox)"
HANDLE = "HMPPS_sandbox"
PAGE = 108200300400500
Line = dict[str, Any]  # one line of posts.jsonl
VERSIONS = {"facebook": "v26.0", "instagram": "v26.0", "x": "2", "linkedin": "202607", "youtube": "v3"}


def accounts(nth: int = 0) -> dict[str, str]:
    """The ids of the `nth` organisation's accounts; the first is the one that every sandbox has."""
    return {
        "facebook": str(PAGE + nth),
        "instagram": str(17841400200300400 + nth),
        "x": str(1400200300400500600 + nth),
        "linkedin": f"urn:li:organization:{96100200 + nth}",
        "youtube": f"UCsandboxHmppsChannel{nth:02d}a",
    }


def new_world(nth: int = 0) -> World:
    """A world with its channels and posts; with another `nth`, another organisation's."""
    world = World()
    for platform in PLATFORMS:
        channel = world.channels[platform] = _channel(platform, nth)
        world.tokens[platform] = first(channel)
    for n, line in enumerate(post_lines()):
        for platform in line["platforms"]:
            world.add_post(_post(world, platform, n, line))
    return world


def _channel(platform: str, nth: int) -> Channel:
    return Channel(
        platform=platform,
        external_id=accounts(nth)[platform],
        page_id=str(PAGE + nth) if platform in {"facebook", "instagram"} else "",
        name=NAME,
        handle=HANDLE,
        token=f"sandbox-{platform}-token",
        app_secret=f"sandbox-{platform}-secret",
        verify_token=f"sandbox-{platform}-verify" if platform in {"facebook", "instagram"} else "",
        api_version=VERSIONS[platform],
    )


def post_lines() -> Iterator[Line]:
    """The posts as written, oldest first."""
    raw = files("evenhand.sandbox.traffic").joinpath("data/posts.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in raw.splitlines() if line.strip()]
    yield from sorted(lines, key=lambda line: -line["days_ago"])


def _post(world: World, platform: str, n: int, line: Line) -> Post:
    owner = world.channels[platform].external_id
    new_id, activity = world.ids.post(platform, owner)
    return Post(
        platform=platform,
        id=new_id,
        n=n,
        slug=str(line["slug"]),
        text=str(line["short"] if platform == "x" else line["text"]),
        title=str(line["title"]),
        published_at=world.clock.now() - timedelta(days=line["days_ago"], minutes=n),
        purpose=str(line["purpose"]),
        sensitive=bool(line.get("sensitive")),
        staff=tuple(line["staff"]),
        pronoun=str(line.get("pronoun", "")),
        activity=activity,
    )
