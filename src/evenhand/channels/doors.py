"""Which channel a webhook address belongs to, with its live secrets, kept open in memory for a few seconds.

Opening credentials and asking the database for every delivery would cost more than checking and storing it. A secret
that was changed is known everywhere after `KEEP` seconds; a delivery that fails meanwhile makes us look again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from django.utils import timezone

from evenhand.channels.accounts import live_secrets
from evenhand.channels.credentials import opened
from evenhand.channels.models import Channel
from evenhand.platforms.interface import Platform, Webhook
from evenhand.platforms.registry import webhook_for

KEEP = 5.0
"""Seconds that secrets are kept in memory."""
LOOK_AGAIN = 1.0
"""Seconds between two looks because of failing signatures, so that a flood of them is no flood of questions."""
MOST = 500
"""Doors remembered; strangers can ask for any address."""


@dataclass(frozen=True, slots=True)
class Door:
    """One channel's webhook: how it is checked, and with what."""

    channel_id: int
    platform: str
    webhook: Webhook
    secrets: tuple[str, ...] = field(repr=False)
    verify_token: str = field(repr=False)


_kept: dict[tuple[str, str], tuple[float, Door | None]] = {}
_lock = threading.Lock()


def door(platform: str, ref: str, *, older_than: float = KEEP) -> Door | None:
    """The door at /hooks/<platform>/<ref>/ (`ref`: a channel's key or its id on the platform), None when there is none.

    Raises CredentialsError when the channel's credentials cannot be opened.
    """
    now = time.monotonic()
    kept = _kept.get((platform, ref))
    if kept is not None and now - kept[0] < older_than:
        return kept[1]
    found = _find(platform, ref)
    with _lock:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[platform, ref] = (now, found)
    return found


def forget() -> None:
    """Close every door: the next delivery looks again. For tests, and after a change in this process."""
    with _lock:
        _kept.clear()


def _find(platform: str, ref: str) -> Door | None:
    if platform not in {one.value for one in Platform}:
        return None
    webhook = webhook_for(Platform(platform))
    if webhook is None:
        return None
    channel = _channel(platform, ref)
    if channel is None or channel.mode != Channel.Mode.CONNECTED:
        return None  # assisted, nothing of the platform's comes in but what a person pastes
    keys = opened(channel.credentials)
    return Door(channel.pk, platform, webhook, live_secrets(channel, keys, timezone.now()), keys.verify_token)


def _channel(platform: str, ref: str) -> Channel | None:
    """By the id on the platform, else by our own key; the platform's wins where a number could be both."""
    if not ref.isprintable() or len(ref) > 200:  # noqa: PLR2004 (the column's length)
        return None
    rows = Channel.objects.filter(platform=platform)
    found = rows.filter(external_id=ref).first()
    if found is None and ref.isascii() and ref.isdigit() and len(ref) < 18:  # noqa: PLR2004 (what a bigint holds)
        found = rows.filter(pk=int(ref)).first()
    return found
