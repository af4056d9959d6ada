"""Channels that go through one app of ours at a platform, so that webhooks about one come to the address of another.

Meta knows one address an app and kind of object, whatever Pages the app has. Two channels have one app where they have
a webhook secret in common: what the one's door lets in, the other's would have let in too.
"""

from __future__ import annotations

from django.utils import timezone

from evenhand.channels.accounts import live_secrets
from evenhand.channels.credentials import CredentialsError, opened
from evenhand.channels.models import Channel


def siblings(channel: Channel) -> list[Channel]:
    """The other connected channels on the platform that go through the same app."""
    ours = _secrets(channel)
    rows = Channel.objects.filter(platform=channel.platform, mode=Channel.Mode.CONNECTED).exclude(pk=channel.pk)
    return [row for row in rows.order_by("pk") if ours & _secrets(row)] if ours else []


def meant(channel: Channel, account: str) -> Channel | None:
    """Which channel a webhook that came for `channel` is about, by the account that it names; '' names none.

    None where that is a channel of ours that is not connected, or goes through another app, which then tells of it too.
    """
    if not account or _number(account) in {_number(channel.external_id), _number(channel.page_id)}:
        return channel
    others = Channel.objects.filter(platform=channel.platform).exclude(pk=channel.pk).order_by("pk")
    named = next((row for row in others if _number(row.external_id) == _number(account)), None)
    return next((row for row in siblings(channel) if row == named), None) if named else channel


def _secrets(channel: Channel) -> set[str]:
    try:
        return set(live_secrets(channel, opened(channel.credentials), timezone.now())) - {""}
    except CredentialsError:  # of which its own door tells
        return set()


def _number(account: str) -> str:
    """LinkedIn names a page by its URN, and a channel may be known by the number in it."""
    return account.rsplit(":", 1)[-1]
