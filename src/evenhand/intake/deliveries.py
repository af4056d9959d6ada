"""Working on stored deliveries: read into hints, and each hinted contribution is to be fetched from its platform.

A delivery is only a hint (docs/decisions/0004-webhooks-are-hints.md): nothing of what it says becomes content. One
that nobody understands is kept, counted and shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.utils import timezone

from evenhand.channels.models import Channel, Subscription
from evenhand.intake import metrics
from evenhand.intake.hinted import Look, look_at
from evenhand.intake.models import Delivery
from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import Platform
from evenhand.platforms.registry import webhook_for

_log = structlog.get_logger(__name__)

AT_ONCE = 200


def work_on_deliveries(limit: int = AT_ONCE) -> int:
    """Work on the oldest stored deliveries, inside the caller's transaction; how many there were."""
    stored = Delivery.objects.filter(state=Delivery.State.STORED).order_by("pk")
    rows = list(stored.select_for_update(skip_locked=True)[:limit])
    looks: dict[int, list[Look]] = {}
    first: dict[int, int] = {}
    for row in rows:
        found = _read(row)
        if found and row.channel_id is not None:
            looks.setdefault(row.channel_id, []).extend(found)
            first.setdefault(row.channel_id, row.pk)
    _heard(rows)
    channels = Channel.objects.in_bulk(looks)
    for channel_id in sorted(looks):
        look_at(channels[channel_id], looks[channel_id], key=f"delivery:{first[channel_id]}")
    return len(rows)


def _heard(rows: Iterable[Delivery]) -> None:
    """Note when each channel's webhooks were last heard, whatever they said: `watching` looks at it."""
    latest: dict[int, datetime] = {}
    for row in rows:
        if row.channel_id is not None:
            latest[row.channel_id] = max(row.received_at, latest.get(row.channel_id, row.received_at))
    for channel_id, at in sorted(latest.items()):
        known = Subscription.objects.filter(channel=channel_id)
        if not known.update(last_delivery_at=at):
            Subscription.objects.bulk_create(
                [Subscription(channel_id=channel_id, last_delivery_at=at)], ignore_conflicts=True
            )


def _read(row: Delivery) -> list[Look]:
    """The row's hints, and the row marked with what became of it."""
    looks: list[Look] = []
    try:
        webhook = webhook_for(Platform(row.platform))
        if webhook is None:
            raise NotUnderstood("This platform sends no webhooks.", code="no_webhook")  # noqa: TRY301 (marked below, as every other)
        looks = [Look.of_hint(hint) for hint in webhook.hints(bytes(row.body))]
        row.state, row.hints = Delivery.State.WORKED, len(looks)
    except NotUnderstood as error:
        _mark(row, error.code or "not_understood")
    except Exception as error:  # noqa: BLE001 (whatever a stranger's payload does to a reader, it is kept and shown)
        _mark(row, f"fault:{type(error).__name__}")
    row.worked_at = timezone.now()
    row.save(update_fields=["state", "reason", "hints", "worked_at"])
    return looks


def _mark(row: Delivery, reason: str) -> None:
    row.state, row.reason = Delivery.State.NOT_UNDERSTOOD, reason[:300]
    metrics.not_understood(row.platform, row.source)
    _log.warning("delivery.not_understood", delivery=row.pk, platform=row.platform, reason=row.reason)
