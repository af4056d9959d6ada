"""A channel as others speak for it: the account an adapter needs, its credentials, the webhook secrets that count."""

from __future__ import annotations

from datetime import datetime

from evenhand.channels.credentials import Credentials, opened
from evenhand.channels.models import Channel
from evenhand.platforms.interface import Account, Platform


def account(channel: Channel) -> Account:
    """The channel as an adapter needs it, its token open: pass it on in memory only. Raises CredentialsError."""
    return Account(
        platform=Platform(channel.platform),
        external_id=channel.external_id,
        base_url=channel.base_url,
        token=opened(channel.credentials).token,
        name=channel.name,
        page_id=channel.page_id,
        api_version=channel.api_version,
        settings={str(name): str(value) for name, value in channel.settings.items()},
    )


def credentials(channel: Channel) -> Credentials:
    """Token and webhook secrets. Raises CredentialsError."""
    return opened(channel.credentials)


def live_secrets(channel: Channel, keys: Credentials, now: datetime) -> tuple[str, ...]:
    """The webhook secrets that count now: while one is changed, the old one until its date."""
    until = channel.old_secrets_until
    return keys.secrets if until is None or now < until else keys.secrets[:1]
