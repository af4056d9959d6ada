"""What a list showed and nobody could read: kept once as a delivery, counted, and resolved when it can be read.

Listed again it makes no second row: it is known by its id, else by author, date and words, else by its bytes. The
payload may hold anybody's words; it stands in the delivery alone, where it can be erased, and in no log.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

import structlog
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake import metrics
from evenhand.intake.linking import LONGEST_ID
from evenhand.intake.models import Delivery
from evenhand.intake.words import short
from evenhand.platforms.interface import ContributionItem, PostItem, Unread
from evenhand.platforms.listing import likeness

_log = structlog.get_logger(__name__)

POLL = "poll"
_NEW = ["state", "body", "reason", "received_at", "worked_at"]


def keep(channel: Channel, found: Iterable[Unread]) -> int:
    """Keep what could not be read, inside the caller's transaction; how many of them were news.

    What could be read meanwhile, and cannot any more, is open again, as it is now.
    """
    return _keep(channel, [_row(channel, one, one.raw.encode("utf-8", "backslashreplace")) for one in found])


def keep_unread(channel: Channel, payload: object, reason: str, *, external_id: str = "") -> None:
    """Keep what polling brought and nobody understands, once: it is counted and shown, never dropped."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload, default=str, sort_keys=True).encode("ascii")
    _keep(channel, [_row(channel, Unread("", reason, external_id), body)])


def resolve(channel: Channel, items: Iterable[ContributionItem | PostItem]) -> int:
    """These could be read: what was kept of the same is done with, inside the caller's transaction. How many."""
    kept = Delivery.objects.filter(channel=channel, source=POLL, state=Delivery.State.NOT_UNDERSTOOD)
    waiting = list(kept.values_list("pk", "external_id", "likeness"))
    if not waiting:
        return 0
    read = list(items)
    ids, alike = {short(item.external_id, LONGEST_ID) for item in read}, {likeness(item) for item in read}
    done = [pk for pk, one, like in waiting if (one and one in ids) or (like and like in alike)]
    return kept.filter(pk__in=done).update(state=Delivery.State.RESOLVED, worked_at=timezone.now())


def _keep(channel: Channel, found: Iterable[Delivery]) -> int:
    rows = {row.digest: row for row in found}
    stands = Delivery.objects.filter(digest__in=list(rows), state=Delivery.State.NOT_UNDERSTOOD)
    known = set(stands.values_list("digest", flat=True))
    news = [row for digest, row in sorted(rows.items()) if digest not in known]
    Delivery.objects.bulk_create(news, update_conflicts=True, unique_fields=["digest"], update_fields=_NEW)
    for reason, count in sorted(Counter(row.reason for row in news).items()):
        _log.warning("item.not_understood", channel=channel.pk, platform=channel.platform, reason=reason, count=count)
        metrics.not_understood(channel.platform, POLL, count)
    return len(news)


def _row(channel: Channel, one: Unread, body: bytes) -> Delivery:
    external_id = short(one.external_id, LONGEST_ID)
    known_by = body
    if external_id or one.likeness:
        known_by = (f"id {external_id}" if external_id else f"like {one.likeness}").encode()
    return Delivery(
        platform=channel.platform,
        channel=channel,
        source=POLL,
        digest=hashlib.sha256(f"poll {channel.pk}\n".encode() + known_by).hexdigest(),
        body=body,
        external_id=external_id,
        likeness=one.likeness,
        state=Delivery.State.NOT_UNDERSTOOD,
        reason=short(one.reason, 300),
    )
