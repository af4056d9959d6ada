"""The sweeps of this room. Its effects stand beside what they do: tokens.py, subscribing.py."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evenhand import work
from evenhand.channels import (
    checking,  # noqa: F401 (registers channels.check)
    rotating,
    subscribing,
    tokens,
)


@work.sweep("channels.tokens", every=timedelta(seconds=60))
def look_after_tokens() -> None:
    """Refresh those that end soon, and warn of those that nobody can refresh."""
    now = timezone.now()
    tokens.enqueue_refreshes(now)
    tokens.warn(now)


@work.sweep("channels.webhooks", every=timedelta(seconds=60))
def look_at_webhooks() -> None:
    """Ask whether they are still sent."""
    subscribing.enqueue_looks(timezone.now())


@work.sweep("channels.secrets", every=timedelta(minutes=10))
def retire_secrets() -> None:
    """Old webhook secrets go on their date."""
    rotating.retire_secrets(timezone.now())
