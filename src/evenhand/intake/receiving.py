"""Storing a verified webhook delivery, and counting those that were refused. Nothing else happens in that request.

One statement, written by hand: it runs for every delivery, and building it anew each time through the ORM costs as
much as running it. The same bytes at the same channel are one delivery, so that a replay is answered and not stored.
"""

from __future__ import annotations

import hashlib

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from evenhand.intake.models import Delivery, Refusal

_log = structlog.get_logger(__name__)

_INSERT = (
    "INSERT INTO intake_delivery (platform, channel_id, source, digest, body, received_at, state, reason, hints) "
    "VALUES (%s, %s, 'webhook', %s, %s, %s, 'stored', '', 0) ON CONFLICT (digest) DO NOTHING"
)


def store_delivery(platform: str, channel_id: int, raw: bytes) -> bool:
    """Store the raw bytes durably; False when the same delivery was stored before. Raises DatabaseError."""
    digest = hashlib.sha256(f"webhook {channel_id}\n".encode() + raw).hexdigest()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [platform, channel_id, digest, raw, now])
        return bool(cursor.rowcount == 1)


def count_refusal(platform: str, channel_id: int) -> None:
    """A delivery with a wrong signature: counted by day, and said aloud; nothing of what it said is kept.

    A secret that was changed on one side only looks like this, and Meta ends a subscription after an hour of it.
    """
    now = timezone.now()
    today = Refusal.objects.filter(platform=platform, day=timezone.localdate())
    if not today.update(count=F("count") + 1, last_at=now):
        try:
            with transaction.atomic():
                Refusal.objects.create(platform=platform, day=timezone.localdate(), count=1, last_at=now)
        except IntegrityError:
            today.update(count=F("count") + 1, last_at=now)
    _log.error("webhook.refused", platform=platform, channel=channel_id)


def waiting() -> int:
    """How many deliveries wait to be worked on."""
    return Delivery.objects.filter(state=Delivery.State.STORED).count()
