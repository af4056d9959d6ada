"""OAuth's refusals by their code, lifetimes from what a platform says, and where tokens are asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.platforms.fakes import FakePlatform

from evenhand.platforms import options, tokens
from evenhand.platforms.addresses import for_tokens
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.meta.tokens import MetaTokens
from evenhand.platforms.registry import TOKENS
from evenhand.platforms.tokens import Grant, Keys
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Answer, FaultKind
from evenhand.sandbox.testing import running

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, "invalid_grant", FaultKind.TOKEN),
        (400, "invalid_request", FaultKind.TOKEN),  # X, of a refresh token that was used
        (401, "invalid_client", FaultKind.PERMISSION),
        (401, "", FaultKind.PERMISSION),
        (429, "", FaultKind.THROTTLED),
        (503, "temporarily_unavailable", FaultKind.UNCLEAR),
        (400, "something_new", FaultKind.REFUSED),
    ],
)
def test_a_refusal_is_read_by_its_code(status: int, error: str, kind: FaultKind) -> None:
    found = tokens.fault(Answer(status, {}, {"error": error} if error else {}), NOON)
    assert found is not None
    assert found.kind is kind


def test_a_token_is_no_refusal() -> None:
    assert tokens.fault(Answer(200, {}, {"access_token": "t"}), NOON) is None


@pytest.mark.parametrize("given", [None, 0, -5, True, "soon", "1e9", 10**12, [], 3.5])
def test_a_life_that_is_no_number_of_seconds_is_not_known(given: object) -> None:
    assert tokens.after(given, NOON) is None
    assert tokens.at(given) is None


def test_lives_are_read_as_each_platform_writes_them() -> None:
    assert tokens.after(7200, NOON) == tokens.after("7200", NOON) == NOON + timedelta(hours=2)
    assert tokens.at(int(NOON.timestamp())) == NOON
    assert tokens.listed("a,b c") == tokens.listed(["a", "b", "c"]) == ("a", "b", "c")
    assert tokens.listed(None) == ()


def account(platform: Platform, base_url: str) -> Account:
    return Account(platform, "1", base_url, "a-token")


def test_tokens_are_asked_for_at_the_platforms_own_host_or_where_the_channel_is() -> None:
    assert (
        for_tokens(account(Platform.YOUTUBE, options.address(Platform.YOUTUBE, {}))).base_url
        == "https://oauth2.googleapis.com"
    )
    assert for_tokens(account(Platform.X, options.address(Platform.X, {}))).base_url == "https://api.x.com"
    elsewhere = for_tokens(account(Platform.LINKEDIN, "http://127.0.0.1:8700/linkedin"))
    assert (elsewhere.base_url, elsewhere.token) == ("http://127.0.0.1:8700/linkedin", "")
    assert options.address(Platform.INSTAGRAM, {"login": "instagram"}) == "https://graph.instagram.com"
    assert options.address(Platform.INSTAGRAM, {}) == "https://graph.facebook.com"


def refreshed(speaker: Account, keys: Keys) -> Grant:
    async def ask() -> Grant:
        async with Transport() as transport:
            return await TOKENS[speaker.platform].refresh(speaker, keys, transport)

    return asyncio.run(ask())


def test_instagrams_own_login_refreshes_the_token_itself() -> None:
    with running() as url:
        one = next(
            each
            for each in httpx.get(f"{url}/_sandbox/config", trust_env=False).json()["channels"]
            if each["platform"] == "instagram"
        )
        speaker = Account(Platform.INSTAGRAM, one["external_id"], f"{url}/instagram", one["token"])
        grant = refreshed(speaker, Keys())
    assert MetaTokens().can_refresh(speaker, Keys())
    assert grant.token == "sandbox-instagram-token-2"
    assert grant.ends_at is not None
    assert not MetaTokens().can_refresh(account(Platform.FACEBOOK, url), Keys("a-persons-token"))


def test_a_token_is_in_no_representation() -> None:
    shown = repr(Grant("a-token", refresh_token="another")) + repr(Keys("a-token", "id", "another"))
    assert "a-token" not in shown
    assert "another" not in shown


@pytest.mark.parametrize(
    ("platform", "life"),
    [
        (Platform.X, timedelta(hours=2)),
        (Platform.YOUTUBE, timedelta(hours=1)),
        (Platform.LINKEDIN, timedelta(days=60)),
        (Platform.INSTAGRAM, timedelta(days=60)),
        (Platform.FACEBOOK, None),
    ],
)
def test_a_token_whose_end_is_not_told_ends_as_such_tokens_do(
    fake: FakePlatform, platform: Platform, life: timedelta | None
) -> None:
    """Taken for endless, it would never be refreshed; a Page's token made with a system user's has no end."""
    fake.says({"access_token": "t", "refresh_token": "r"})
    asked = account(platform, f"https://{platform}.test")
    given = asyncio.run(TOKENS[platform].refresh(asked, Keys("r", "id", "secret"), fake.transport()))
    assert given.is_endless == (life is None)
    assert (given.ends_at is None) == (life is None)
    if life and given.ends_at:
        assert abs(given.ends_at - datetime.now(UTC) - life) < timedelta(minutes=1)
