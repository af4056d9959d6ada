"""Looking what credentials may do: nothing is said to work, or to answer, that did not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
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


@pytest.mark.parametrize("known_as", ["id", "user_id"])
def test_instagrams_own_login_names_an_account_in_two_ways(fake: FakePlatform, known_as: str) -> None:
    speaker = replace(account(Platform.INSTAGRAM), settings={"login": "instagram"})
    named = {"id": "of-the-app", "user_id": "of-meta"} | {known_as: speaker.external_id}
    fake.says(named).says({"data": []}).says({"data": []}).says({"data": []})
    assert asyncio.run(check(speaker, Keys(), fake.transport())).trouble != OTHER_ACCOUNT
    fake.answers.clear()
    fake.says({"id": "of-the-app", "user_id": "of-meta"})
    assert asyncio.run(check(speaker, Keys(), fake.transport())).trouble == OTHER_ACCOUNT


def test_a_token_of_which_nobody_is_named_is_not_called_anothers(fake: FakePlatform) -> None:
    fake.says({"scope": "x"}).says({"items": []}).says({"items": []})
    assert asyncio.run(check(account(Platform.YOUTUBE), Keys(), fake.transport())).trouble != OTHER_ACCOUNT
