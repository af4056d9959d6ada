"""Working on stored deliveries: read into hints, and each hinted contribution is to be fetched from its platform.

A delivery is only a hint (docs/decisions/0004-webhooks-are-hints.md): nothing of what it says becomes content. One
that nobody understands is kept, counted and shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.utils import timezone

from evenhand.channels.models import Channel, Subscription
from evenhand.channels.siblings import meant
from evenhand.intake import metrics
from evenhand.intake.hinted import Look, look_at
from evenhand.intake.models import Delivery
from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import Hint, Platform
from evenhand.platforms.registry import webhook_for

_log = structlog.get_logger(__name__)

AT_ONCE = 200


def work_on_deliveries(limit: int = AT_ONCE) -> int:
    """Work on the oldest stored deliveries, inside the caller's transaction; how many there were."""
    stored = Delivery.objects.filter(state=Delivery.State.STORED).order_by("pk")
    rows = list(stored.select_for_update(skip_locked=True)[:limit])
    looks: dict[int, list[Look]] = {}
    first: dict[int, int] = {}
    latest: dict[int, datetime] = {}
    channels = Channel.objects.in_bulk({row.channel_id for row in rows if row.channel_id is not None})
    whose: dict[tuple[int, str], Channel | None] = {}
    for row in rows:
        hints = _read(row)
        if row.channel_id is None:
            continue
        _hear(latest, row.channel_id, row.received_at)
        for hint in hints:
            asked = (row.channel_id, hint.account)
            if asked not in whose:
                whose[asked] = meant(channels[row.channel_id], hint.account)
            channel = whose[asked]
            if channel is None:
                continue
            channels.setdefault(channel.pk, channel)
            looks.setdefault(channel.pk, []).append(Look.of_hint(hint))
            first.setdefault(channel.pk, row.pk)
            _hear(latest, channel.pk, row.received_at)
    _heard(latest)
    for channel_id in sorted(looks):
        look_at(channels[channel_id], looks[channel_id], key=f"delivery:{first[channel_id]}")
    return len(rows)


def _hear(latest: dict[int, datetime], channel_id: int, at: datetime) -> None:
    latest[channel_id] = max(at, latest.get(channel_id, at))


def _heard(latest: Mapping[int, datetime]) -> None:
    """Note when each channel's webhooks were last heard, whatever they said: `watching` looks at it."""
    for channel_id, at in sorted(latest.items()):
        known = Subscription.objects.filter(channel=channel_id)
        if not known.update(last_delivery_at=at):
            Subscription.objects.bulk_create(
                [Subscription(channel_id=channel_id, last_delivery_at=at)], ignore_conflicts=True
            )


def _read(row: Delivery) -> list[Hint]:
    """The row's hints, and the row marked with what became of it."""
    hints: list[Hint] = []
    try:
        webhook = webhook_for(Platform(row.platform))
        if webhook is None:
            raise NotUnderstood("This platform sends no webhooks.", code="no_webhook")  # noqa: TRY301 (marked below, as every other)
        hints = list(webhook.hints(bytes(row.body)))
        row.state, row.hints = Delivery.State.WORKED, len(hints)
    except NotUnderstood as error:
        _mark(row, error.code or "not_understood")
    except Exception as error:  # noqa: BLE001 (whatever a stranger's payload does to a reader, it is kept and shown)
        _mark(row, f"fault:{type(error).__name__}")
    row.worked_at = timezone.now()
    row.save(update_fields=["state", "reason", "hints", "worked_at"])
    return hints


def _mark(row: Delivery, reason: str) -> None:
    row.state, row.reason = Delivery.State.NOT_UNDERSTOOD, reason[:300]
    metrics.not_understood(row.platform, row.source)
    _log.warning("delivery.not_understood", delivery=row.pk, platform=row.platform, reason=row.reason)
