"""What can be set of a channel: checked when it is set, and every login has its address and its scopes."""

from __future__ import annotations

import asyncio

import pytest
from tests.platforms.fakes import FakePlatform

from evenhand.platforms import errors, options
from evenhand.platforms.interface import Operation, Platform, Target

DM = Target("aWdf1", author_external_id="77")


@pytest.mark.parametrize(
    ("platform", "settings", "says"),
    [
        (Platform.FACEBOOK, {}, ""),
        (Platform.FACEBOOK, {"human_agent": "granted"}, ""),
        (Platform.FACEBOOK, {"human_agent": "yes"}, "write granted"),
        (Platform.FACEBOOK, {"login": "facebook"}, "There are: human_agent."),
        (Platform.INSTAGRAM, {"login": "instagram"}, ""),
        (Platform.INSTAGRAM, {"login": "insta"}, "write facebook or instagram"),
        (Platform.YOUTUBE, {"units_a_day": "1000000"}, ""),
        (Platform.YOUTUBE, {"units_a_day": "0"}, "a number above 0"),
        (Platform.YOUTUBE, {"units_a_day": "many"}, "a number above 0"),
        (Platform.LINKEDIN, {"calls_a_day": "500"}, ""),
        (Platform.X, {"calls_a_day": "500"}, "There are: none."),
    ],
)
def test_settings_are_checked(platform: Platform, settings: dict[str, str], says: str) -> None:
    told = options.fault(platform, settings)
    assert (says in told) if says else (told == "")


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_has_an_address_and_scopes(platform: Platform) -> None:
    assert options.address(platform, {}).startswith("https://")
    assert options.scopes(platform, {})


def test_instagram_has_two_logins_with_hosts_and_scopes_of_their_own() -> None:
    through_page, own = {"login": "facebook"}, {"login": "instagram"}
    assert options.address(Platform.INSTAGRAM, {}) == options.address(Platform.INSTAGRAM, through_page)
    assert options.address(Platform.INSTAGRAM, through_page) == "https://graph.facebook.com"
    assert options.address(Platform.INSTAGRAM, own) == "https://graph.instagram.com"
    assert all(scope.startswith("instagram_business_") for scope in options.scopes(Platform.INSTAGRAM, own))
    assert not set(options.scopes(Platform.INSTAGRAM, own)) & set(options.scopes(Platform.INSTAGRAM, through_page))


def test_with_instagrams_own_login_everything_goes_by_the_account(fake: FakePlatform) -> None:
    fake.says({"data": []})
    adapter = fake.adapter(Platform.INSTAGRAM, page_id="", base_url="https://graph.instagram.com")
    asyncio.run(adapter.list_posts())
    asyncio.run(adapter.list_messages())
    fake.answers.clear()
    fake.says({"message_id": "aWdf2", "recipient_id": "77"})
    asyncio.run(adapter.message(DM, "Hello"))
    assert [asked.url.partition("?")[0] for asked in fake.asked] == [
        "https://graph.instagram.com/v26.0/178400/media",
        "https://graph.instagram.com/v26.0/178400/conversations",
        "https://graph.instagram.com/v26.0/178400/messages",
    ]
    with pytest.raises(errors.Unsupported) as caught:  # only a Page can block
        asyncio.run(adapter.block(DM))
    assert caught.value.code == Operation.BLOCK
