"""Writes that a platform takes by the list: one call for many, and everybody hears of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import httpx
import pytest
from tests.platforms.fakes import FakePlatform

from evenhand.platforms import errors
from evenhand.platforms.gathering import Gathering
from evenhand.platforms.interface import Adapter, Platform, Receipt, Target

KEY = ("youtube", "held")


class Made:
    """Notes each call, and fails those that hold a bad id."""

    def __init__(self, bad: dict[str, Exception] | None = None) -> None:
        self.bad, self.calls = bad or {}, list[list[str]]()

    async def __call__(self, ids: list[str]) -> None:
        self.calls.append(ids)
        for one in ids:
            if one in self.bad:
                raise self.bad[one]


def joined(make: Made, *items: str, most: int = 50) -> list[BaseException | None]:
    """What each hears, all having asked in the same moment."""

    async def all_at_once() -> list[BaseException | None]:
        gathering = Gathering()
        asked: list[Coroutine[None, None, None]] = [gathering.join(KEY, item, make, most) for item in items]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    return asyncio.run(all_at_once())


def test_what_is_asked_in_one_moment_is_made_in_one_call() -> None:
    make = Made()
    assert joined(make, "a", "b", "c", "b") == [None] * 4
    assert make.calls == [["a", "b", "c"]]


def test_no_call_holds_more_than_the_platform_takes() -> None:
    make = Made()
    joined(make, *map(str, range(120)))
    assert [len(ids) for ids in make.calls] == [50, 50, 20]


@pytest.mark.parametrize("error", [errors.Gone("gone"), errors.Refused("no"), errors.PermissionMissing("no")])
def test_where_one_may_be_to_blame_each_is_tried_alone(error: Exception) -> None:
    make = Made({"b": error})
    assert joined(make, "a", "b", "c") == [None, error, None]
    assert make.calls == [["a", "b", "c"], ["a"], ["b"], ["c"]]


@pytest.mark.parametrize("error", [errors.OutcomeUnknown("lost"), errors.TokenDead("dead"), RuntimeError("a fault")])
def test_what_is_the_calls_own_is_everybodys(error: Exception) -> None:
    make = Made({"b": error})
    assert joined(make, "a", "b") == [error, error]
    assert make.calls == [["a", "b"]]


def test_one_alone_is_not_tried_twice() -> None:
    make = Made({"a": errors.Gone("gone")})
    joined(make, "a")
    assert make.calls == [["a"]]


def test_later_moments_are_other_calls() -> None:
    async def one_after_the_other(make: Made) -> None:
        gathering = Gathering()
        await gathering.join(KEY, "a", make, 50)
        await gathering.join(KEY, "b", make, 50)

    make = Made()
    asyncio.run(one_after_the_other(make))
    assert make.calls == [["a"], ["b"]]


def test_many_comments_are_held_for_the_price_of_one(fake: FakePlatform) -> None:
    fake.answers.append(httpx.Response(204))

    async def hide(adapter: Adapter) -> list[Receipt]:
        return list(await asyncio.gather(*(adapter.hide(Target(f"Ugc{n}")) for n in range(5))))

    receipts = asyncio.run(hide(fake.adapter(Platform.YOUTUBE)))
    assert [receipt.detail["moderationStatus"] for receipt in receipts] == ["heldForReview"] * 5
    (asked,) = fake.asked
    assert asked.query == {"id": "Ugc0,Ugc1,Ugc2,Ugc3,Ugc4", "moderationStatus": "heldForReview"}
