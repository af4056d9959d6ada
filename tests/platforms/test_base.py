"""What no adapter has said it can do is refused as a manual task, and the registry knows every platform."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.platforms.fakes import FakePlatform, account

from evenhand.platforms import errors
from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import (
    Budget,
    ContributionKind,
    Operation,
    Platform,
    ReadBack,
    Target,
)
from evenhand.platforms.linkedin.dialect import DIALECT
from evenhand.platforms.registry import ADAPTERS, adapter_for

TARGET = Target("1")
ASKED: list[tuple[str, tuple[Any, ...]]] = [
    ("list_posts", ()),
    ("list_comments", (None,)),
    ("fetch", (TARGET, ContributionKind.COMMENT)),
    ("hide", (TARGET,)),
    ("unhide", (TARGET,)),
    ("delete", (TARGET,)),
    ("reply", (TARGET, "Hello")),
    ("message", (TARGET, "Hello")),
    ("block", (TARGET,)),
    ("unblock", (TARGET,)),
]


class Bare(BaseAdapter):
    """A platform of which nothing is known yet."""

    dialect = DIALECT


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_nothing_is_done_that_was_not_written(fake: FakePlatform, name: str, arguments: tuple[Any, ...]) -> None:
    bare = Bare(account(Platform.LINKEDIN), fake.transport())
    with pytest.raises(errors.Unsupported, match="manual task"):
        asyncio.run(getattr(bare, name)(*arguments))


def test_nothing_is_read_that_was_not_written(fake: FakePlatform) -> None:
    bare = Bare(account(Platform.LINKEDIN), fake.transport())
    assert asyncio.run(bare.read_back(Operation.HIDE, TARGET, None)) is ReadBack.UNREADABLE
    assert asyncio.run(bare.list_messages()).items == ()
    assert bare.budget() == Budget()


def test_every_platform_has_an_adapter() -> None:
    assert set(ADAPTERS) == set(Platform)


WRITES = {
    Operation.HIDE: "hide",
    Operation.UNHIDE: "unhide",
    Operation.DELETE: "delete",
    Operation.BLOCK: "block",
    Operation.UNBLOCK: "unblock",
}


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("operation", WRITES)
def test_the_table_and_the_adapters_agree(platform: Platform, operation: Operation) -> None:
    written = getattr(type(adapter_for(account(platform), FakePlatform().transport())), WRITES[operation])
    by_api = capability(platform, operation).supported in {Support.API, Support.PARTIAL}
    assert (written is not getattr(BaseAdapter, WRITES[operation])) == by_api


@pytest.mark.parametrize("platform", Platform)
def test_the_table_and_the_adapters_agree_on_words(platform: Platform) -> None:
    adapter = type(adapter_for(account(platform), FakePlatform().transport()))
    ways = {Support.API, Support.PARTIAL}
    assert (adapter.reply is not BaseAdapter.reply) == (capability(platform, Operation.REPLY).supported in ways)
    private = {capability(platform, one).supported for one in (Operation.MESSAGE, Operation.PRIVATE_REPLY)}
    assert (adapter.message is not BaseAdapter.message) == bool(private & ways)


def test_an_account_that_is_printed_tells_no_token() -> None:
    assert "tok-secret" not in repr(account(Platform.X))
