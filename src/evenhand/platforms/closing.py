"""Closing the comments under a post of ours: which platform's API does it, and how a person does it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Formatter
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from evenhand.platforms.interface import Platform


class Way(BaseModel):
    """How it is done on one platform. `links` may hold {permalink}, {post} and {account}."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by_api: bool
    note: str
    links: tuple[str, ...]
    close: tuple[str, ...]
    open: tuple[str, ...]


@runtime_checkable
class ClosesComments(Protocol):
    """An adapter whose platform lets the API close comments. Raises `errors.PlatformError` subclasses."""

    async def set_comments(self, post_external_id: str, *, opened: bool) -> None:
        """Open or close the comments under a post."""

    async def comments_opened(self, post_external_id: str) -> bool:
        """Whether people can comment under a post now."""


@cache
def _table() -> Mapping[Platform, Way]:
    data = YAML(typ="safe", pure=True).load((resources.files("evenhand.platforms") / "closing.yaml").read_text("utf-8"))
    return TypeAdapter(Mapping[Platform, Way]).validate_python(data)


def way(platform: Platform) -> Way:
    """How it is done there."""
    return _table()[Platform(platform)]


def steps(platform: Platform, *, opened: bool) -> list[str]:
    """What a person does, in order."""
    return list(way(platform).open if opened else way(platform).close)


def link(platform: Platform, *, post: str, permalink: str, account: str) -> str:
    """Where a person does it: the first link whose parts are known; "" where none is."""
    known = {"post": quote(post, safe=""), "account": quote(account.rsplit(":", 1)[-1], safe="")}
    if permalink.startswith("https://"):
        known["permalink"] = permalink
    for one in way(platform).links:
        if {name for _, name, _, _ in Formatter().parse(one) if name} <= {
            name for name, value in known.items() if value
        }:
            return one.format_map(known)
    return ""
