"""Each platform's guide is whole: it asks for what it must, and knows which permission each operation needs."""

from __future__ import annotations

import pytest

from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.onboarding import guide, missing_scopes
from evenhand.platforms.registry import SUBSCRIPTIONS, WEBHOOKS


@pytest.mark.parametrize("platform", list(Platform))
def test_it_asks_for_account_and_token_and_hides_what_is_secret(platform: Platform) -> None:
    asked = {one.field: one for one in guide(platform).questions}
    assert asked["account"].needed
    assert asked["token"].needed
    assert {"token", "webhook_secret", "verify_token", "refresh_token", "client_secret", "app_token"} & set(asked) == {
        name for name, one in asked.items() if one.secret
    }
    assert bool(guide(platform).webhook) == (platform in WEBHOOKS) == (platform in SUBSCRIPTIONS)


@pytest.mark.parametrize("platform", list(Platform))
def test_each_operation_by_api_needs_a_permission_that_is_named(platform: Platform) -> None:
    by_api = [one for one in Operation if capability(platform, one).supported in {Support.API, Support.PARTIAL}]
    everything = [scope.name for scope in guide(platform).scopes]
    for operation in by_api:
        assert missing_scopes(platform, operation, []), f"{platform}: nothing is known of {operation}"
        assert missing_scopes(platform, operation, everything) == ()


def test_another_logins_permission_counts_as_the_same() -> None:
    granted = ["instagram_business_basic", "instagram_business_manage_comments"]
    assert missing_scopes(Platform.INSTAGRAM, Operation.HIDE, granted) == ()
    assert missing_scopes(Platform.INSTAGRAM, Operation.MESSAGE, granted) == ("instagram_manage_messages",)
