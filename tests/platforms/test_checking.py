"""Looking what credentials may do: nothing is said to work, or to answer, that did not."""

from __future__ import annotations

import asyncio

import httpx
from tests.platforms.fakes import FakePlatform, account

from evenhand.platforms.checking import OTHER_ACCOUNT, check
from evenhand.platforms.interface import Platform
from evenhand.platforms.tokens import Keys


def test_a_platform_of_which_no_list_answered_did_not_answer(fake: FakePlatform) -> None:
    fake.breaks(httpx.ConnectError)
    found = asyncio.run(check(account(Platform.LINKEDIN), Keys(), fake.transport()))
    assert found.trouble == "no_answer"
    assert {one.state for one in found.findings} == {"untested"}


def test_a_list_that_answered_and_holds_nothing_is_an_answer(fake: FakePlatform) -> None:
    fake.says({"elements": []})
    found = asyncio.run(check(account(Platform.LINKEDIN), Keys(), fake.transport()))
    assert found.trouble == ""
    assert [one.state for one in found.findings[:2]] == ["granted", "untested"]


def test_one_of_several_channels_of_a_google_account_is_that_one(fake: FakePlatform) -> None:
    fake.says({"scope": "x"}).says({"items": [{"id": "UCanother"}, {"id": "UCevenhand"}]}).says({"items": []})
    found = asyncio.run(check(account(Platform.YOUTUBE), Keys(), fake.transport()))
    assert found.trouble != OTHER_ACCOUNT
