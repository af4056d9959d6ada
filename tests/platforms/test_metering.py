"""Counting along: a day that nothing tells of is never overdrawn, writes keep their share, and it starts anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.platforms.fakes import START, FakePlatform, account

from evenhand.platforms import errors
from evenhand.platforms.capabilities import table
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.linkedin.dialect import DIALECT as LINKEDIN
from evenhand.platforms.metering import allowance
from evenhand.platforms.options import KNOWN
from evenhand.platforms.wire import Call, Dialect
from evenhand.platforms.youtube.dialect import DIALECT as YOUTUBE
from evenhand.platforms.youtube.dialect import next_quota_day

READ, WRITE = Call("GET", "/youtube/v3/comments"), Call("POST", "/youtube/v3/comments", body={})
Sends = Callable[[Call], object]


def on(fake: FakePlatform, platform: Platform, dialect: Dialect, **settings: str) -> tuple[Sends, Callable[[], float]]:
    """A way to send as one account, and what it is said to have used."""
    way, us = fake.says({"items": []}).transport(), replace(account(platform), settings=settings)
    return (lambda call: asyncio.run(way.send(us, dialect, call))), lambda: way.budget(us).share_used


def until_refused(send: Sends, call: Call) -> tuple[int, errors.Throttled]:
    """How many calls go through before the day is said to be used up."""
    for made in range(1000):
        try:
            send(call)
        except errors.Throttled as error:
            return made, error
    raise AssertionError("it never ended")


def test_writes_cost_fifty_and_reads_leave_a_tenth_for_them(fake: FakePlatform) -> None:
    send, used = on(fake, Platform.YOUTUBE, YOUTUBE, units_a_day="1000")
    for _ in range(16):
        send(WRITE)
    made, error = until_refused(send, READ)
    assert made == 100  # 800 of 1,000 went to writes, 100 are kept for more of them
    assert (error.code, error.resume_at) == ("day_used_up", next_quota_day(START))
    made, _ = until_refused(send, WRITE)
    assert made == 2
    assert len(fake.asked) == 118
    assert used() == 1.0


def test_the_day_starts_anew_at_midnight_in_california(fake: FakePlatform) -> None:
    send, used = on(fake, Platform.YOUTUBE, YOUTUBE, units_a_day="100")
    _, error = until_refused(send, WRITE)
    fake.now = error.resume_at - timedelta(seconds=1)
    with pytest.raises(errors.Throttled):
        send(WRITE)
    fake.now = error.resume_at
    send(WRITE)
    assert used() == 0.5


def test_a_call_that_fails_counts_too(fake: FakePlatform) -> None:
    fake.answers.clear()
    fake.says({"error": {"errors": [{"reason": "commentsDisabled"}]}}, 403)
    way, us = fake.transport(), replace(account(Platform.YOUTUBE), settings={"units_a_day": "100"})
    with pytest.raises(errors.Refused):
        asyncio.run(way.send(us, YOUTUBE, WRITE))
    assert way.budget(us).share_used == 0.5


def test_each_account_has_a_day_of_its_own(fake: FakePlatform) -> None:
    way = fake.says({"items": []}).transport()
    one = replace(account(Platform.YOUTUBE), settings={"units_a_day": "50"})
    asyncio.run(way.send(one, YOUTUBE, WRITE))
    asyncio.run(way.send(replace(one, external_id="UCother"), YOUTUBE, WRITE))
    with pytest.raises(errors.Throttled):
        asyncio.run(way.send(one, YOUTUBE, WRITE))


def test_linkedin_is_counted_only_where_its_limit_is_known(fake: FakePlatform) -> None:
    free, used = on(fake, Platform.LINKEDIN, LINKEDIN)
    for _ in range(600):
        free(Call("GET", "/rest/posts"))
    assert used() == 0
    send, _ = on(FakePlatform(), Platform.LINKEDIN, LINKEDIN, calls_a_day="500")
    made, error = until_refused(send, Call("GET", "/rest/posts"))
    assert made == 450
    assert error.resume_at == datetime(2026, 11, 24, tzinfo=UTC)


def test_the_usual_limit_is_the_tables_own() -> None:
    rule = YOUTUBE.day
    assert rule is not None
    (limit,) = [one for one in table(Platform.YOUTUBE).limits if one.told_by == "count"]
    assert (limit.setting, limit.most) == (rule.setting, rule.most)
    us: Account = account(Platform.YOUTUBE)
    assert allowance(rule, us) == 10_000
    assert allowance(rule, replace(us, settings={"units_a_day": "no number"})) == 10_000
    settings = {one.setting for platform in Platform for one in table(platform).limits if one.setting}
    assert settings == {"units_a_day", "calls_a_day"}
    assert settings <= set(KNOWN)
