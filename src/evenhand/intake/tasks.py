"""The named tasks and sweeps of this room.

intake.deliveries     sweep: stored deliveries are read into hints
intake.poll           sweep: a poll for each connected channel
intake.watch          sweep: channels that are not read, webhooks that fall silent, and the ends of both
intake.fetch          effect: single contributions, looked at again (in fetching.py)
intake.poll_channel   effect: the due streams of one channel (in polling.py)
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from evenhand import work
from evenhand.intake import (
    deliveries,
    fetching,  # noqa: F401 (registers intake.fetch)
    polling,
    watching,
)


@work.sweep("intake.deliveries", every=timedelta(seconds=min(1.0, settings.POLL_SECONDS)))
def work_on_deliveries() -> None:
    """Read what came in by webhook."""
    deliveries.work_on_deliveries()


@work.sweep("intake.poll", every=timedelta(seconds=min(settings.POLL_SECONDS, 60.0)))
def poll() -> None:
    """Ask every channel that may be asked."""
    polling.enqueue_polls(timezone.now())


@work.sweep("intake.watch", every=watching.WATCH_EVERY)
def watch() -> None:
    """Notice gaps."""
    watching.watch(timezone.now())
