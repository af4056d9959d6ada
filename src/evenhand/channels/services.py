"""Connecting channels and speaking for them. What platforms say of their health is kept by `health`.

channels.account(channel)                       # what an adapter needs
channels.report_ok(channel, operation)          # inside a transaction, after an answer
channels.report_error(channel, error, operation)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.channels import alarms, tokens
from evenhand.channels.accounts import account, credentials, live_secrets
from evenhand.channels.credentials import Credentials, seal
from evenhand.channels.health import WAYS_BY_API, lanes_go_on, open_rows, report_error, report_ok
from evenhand.channels.models import Alarm, Channel
from evenhand.platforms import addresses
from evenhand.platforms.interface import Platform

__all__ = [
    "WAYS_BY_API",
    "ChannelError",
    "NewChannel",
    "account",
    "add_channel",
    "credentials",
    "live_secrets",
    "report_error",
    "report_ok",
]


class ChannelError(ValueError):
    """A channel that cannot be connected as it was given; the text says what to do."""


@dataclass(frozen=True, slots=True)
class NewChannel:
    """One channel to connect. `base_url` empty: the platform's own address. `token_ends_at` None: nobody knows."""

    platform: str
    external_id: str
    name: str
    page_id: str = ""
    base_url: str = ""
    api_version: str = ""
    token_ends_at: datetime | None = None


def add_channel(new: NewChannel, keys: Credentials, *, actor: str = "machine") -> Channel:
    """Connect a channel, or give the one of the same platform and id new credentials. Raises ChannelError."""
    platform = _platform(new)
    with transaction.atomic():
        channel, created = Channel.objects.update_or_create(
            platform=platform.value,
            external_id=new.external_id,
            defaults={
                "name": new.name[:200],
                "page_id": new.page_id,
                "base_url": new.base_url or addresses.usual(platform, page_id=new.page_id),
                "api_version": new.api_version,
                "credentials": seal(keys),
                "mode": Channel.Mode.CONNECTED,
                "state": Channel.State.UNTESTED,
                "state_code": "",
                "resume_at": None,
                "connected_at": timezone.now(),
                "old_secrets_until": None,
            },
        )
        open_rows(channel)
        alarms.close_alarm(channel, Alarm.Kind.TOKEN_DEAD)
        tokens.begin(channel, keys, ends_at=new.token_ends_at)
        lanes_go_on(channel)
        records.append(
            "channel.connected" if created else "channel.connected_again",
            subject=f"channel:{channel.pk}",
            actor=actor,
            facts={"platform": platform.value, "webhook_secrets": len(keys.secrets)},
            content={"name": channel.name, "external_id": channel.external_id, "base_url": channel.base_url},
        )
    return channel


def _platform(new: NewChannel) -> Platform:
    known = [platform.value for platform in Platform]
    if new.platform not in known:
        raise ChannelError(f"'{new.platform}' is no platform we know. Write one of: {', '.join(known)}.")
    if not new.external_id or not new.external_id.isprintable() or len(new.external_id) > 200:  # noqa: PLR2004 (column)
        raise ChannelError(
            f"The account id of the {new.platform} channel is empty, too long or has unprintable characters. "
            "Copy it from the platform's page of the account (Facebook: Page id; YouTube: UC…; LinkedIn: urn:li:…)."
        )
    if len(new.page_id) > 200 or len(new.base_url) > 500:  # noqa: PLR2004 (the columns)
        raise ChannelError("The id of the Page has more than 200 characters, or the address more than 500. Check them.")
    return Platform(new.platform)
