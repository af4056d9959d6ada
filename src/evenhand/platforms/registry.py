"""Which adapter and which webhook belong to a platform. Adding one is told in docs/howto/add-a-platform.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evenhand.platforms.facebook.client import FacebookAdapter
from evenhand.platforms.facebook.webhook import FacebookWebhook
from evenhand.platforms.instagram.client import InstagramAdapter
from evenhand.platforms.instagram.webhook import InstagramWebhook
from evenhand.platforms.interface import Account, Adapter, Platform, Webhook
from evenhand.platforms.linkedin.client import LinkedInAdapter
from evenhand.platforms.linkedin.subscription import LinkedInSubscription
from evenhand.platforms.linkedin.tokens import LinkedInTokens
from evenhand.platforms.linkedin.webhook import LinkedInWebhook
from evenhand.platforms.meta.subscription import MetaSubscription
from evenhand.platforms.meta.tokens import MetaTokens
from evenhand.platforms.subscriptions import SubscriptionRules
from evenhand.platforms.tokens import TokenRules
from evenhand.platforms.transport import Transport
from evenhand.platforms.x.client import XAdapter
from evenhand.platforms.x.subscription import XSubscription
from evenhand.platforms.x.tokens import XTokens
from evenhand.platforms.x.webhook import XWebhook
from evenhand.platforms.youtube.client import YouTubeAdapter
from evenhand.platforms.youtube.tokens import YouTubeTokens

ADAPTERS: Mapping[Platform, Callable[[Account, Transport], Adapter]] = {
    Platform.FACEBOOK: FacebookAdapter,
    Platform.INSTAGRAM: InstagramAdapter,
    Platform.X: XAdapter,
    Platform.LINKEDIN: LinkedInAdapter,
    Platform.YOUTUBE: YouTubeAdapter,
}

WEBHOOKS: Mapping[Platform, Webhook] = {
    Platform.FACEBOOK: FacebookWebhook(),
    Platform.INSTAGRAM: InstagramWebhook(),
    Platform.X: XWebhook(),
    Platform.LINKEDIN: LinkedInWebhook(),
}
"""YouTube has no webhook for comments; it is polled."""

TOKENS: Mapping[Platform, TokenRules] = {
    Platform.FACEBOOK: MetaTokens(),
    Platform.INSTAGRAM: MetaTokens(),
    Platform.X: XTokens(),
    Platform.LINKEDIN: LinkedInTokens(),
    Platform.YOUTUBE: YouTubeTokens(),
}

SUBSCRIPTIONS: Mapping[Platform, SubscriptionRules] = {
    Platform.FACEBOOK: MetaSubscription(),
    Platform.INSTAGRAM: MetaSubscription(),
    Platform.X: XSubscription(),
    Platform.LINKEDIN: LinkedInSubscription(),
}


def adapter_for(account: Account, transport: Transport) -> Adapter:
    """The adapter that speaks for `account`."""
    return ADAPTERS[Platform(account.platform)](account, transport)


def webhook_for(platform: Platform) -> Webhook | None:
    """The platform's webhook, or None where it has none."""
    return WEBHOOKS.get(Platform(platform))
