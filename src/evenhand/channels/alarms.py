"""Alarms about channels: raised once, told to an engineer, closed when what they were about is over.

Raised and closed inside the caller's transaction, with an entry in the record each. Not here: what is worth an alarm
(health, tokens, subscriptions; intake's watching), and how word of it is sent (care's `care.tell_of_alarm`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records, work
from evenhand.channels.models import Alarm, Channel

_log = structlog.get_logger(__name__)

LOSE_NEWS = frozenset({Alarm.Kind.GAP, Alarm.Kind.SILENT, Alarm.Kind.UNSUBSCRIBED})
"""While one of these stands, something may be written that nobody tells us of: afterwards every list is read whole."""


def open_alarms() -> QuerySet[Alarm]:
    """The alarms that stand now, the longest first."""
    return Alarm.objects.filter(closed_at=None).select_related("channel").order_by("since", "pk")


def raise_alarm(channel: Channel, kind: Alarm.Kind, code: str = "", *, since: datetime | None = None) -> bool:
    """Raise one, unless it stands already; whether it is new. What it is about may have begun earlier, at `since`."""
    now = timezone.now()
    alarm, new = Alarm.objects.get_or_create(
        channel=channel,
        kind=kind,
        closed_at=None,
        defaults={"code": code[:100], "since": since or now, "raised_at": now},
    )
    if not new:
        if code and alarm.code != code[:100]:  # the cause may become clearer, or change
            Alarm.objects.filter(pk=alarm.pk).update(code=code[:100])
        return False
    _log.error("alarm.raised", channel=channel.pk, platform=channel.platform, kind=kind.value, code=code)
    _note("alarm.raised", alarm, {"since": alarm.since.isoformat()})
    tell(alarm)
    return True


def close_alarm(channel: Channel, kind: Alarm.Kind) -> bool:
    """End one; whether there was one. After those that lose news, the channel is to be back-filled."""
    alarm = Alarm.objects.select_for_update(no_key=True).filter(channel=channel, kind=kind, closed_at=None).first()
    if alarm is None:
        return False
    now = timezone.now()
    alarm.closed_at = now
    alarm.save(update_fields=["closed_at"])
    _log.warning("alarm.closed", channel=channel.pk, platform=channel.platform, kind=kind.value)
    _note("alarm.closed", alarm, {"seconds": int((now - alarm.since).total_seconds())})
    if kind in LOSE_NEWS:
        Channel.objects.filter(pk=channel.pk).update(back_fill_from=now)
        channel.back_fill_from = now
    if alarm.told_at is not None:
        tell(alarm)
    return True


def close_all(channel: Channel, kinds: Collection[Alarm.Kind] = tuple(Alarm.Kind)) -> None:
    """End those of `kinds` that stand: the channel is off, or was connected anew."""
    for kind in kinds:
        close_alarm(channel, kind)


def back_filled(channel: Channel, stored: int) -> None:
    """Everything that a gap may have left out has been read; inside the caller's transaction.

    `stored` is how many contributions were first seen since the gap ended.
    """
    now = timezone.now()
    waiting = Alarm.objects.filter(channel=channel, kind__in=LOSE_NEWS, filled_at=None).exclude(closed_at=None)
    since = waiting.order_by("since").values_list("since", flat=True).first()
    waiting.update(filled_at=now)
    Channel.objects.filter(pk=channel.pk, back_fill_from=channel.back_fill_from).update(back_fill_from=None)
    channel.back_fill_from = None
    records.append(
        "channel.back_filled",
        subject=f"channel:{channel.pk}",
        actor="machine",
        facts={"since": since.isoformat() if since else "", "first_seen_since": stored},
    )


def _note(kind: str, alarm: Alarm, facts: dict[str, object]) -> None:
    records.append(
        kind,
        subject=f"channel:{alarm.channel_id}",
        actor="machine",
        facts={"alarm": alarm.pk, "kind": str(alarm.kind), "code": alarm.code, **facts},
    )


def tell(alarm: Alarm) -> None:
    """Have word of it go out, or of its end; asked twice is once."""
    ended = alarm.closed_at is not None
    key = f"tell-of-alarm:{alarm.pk}:{'closed' if ended else 'raised'}"
    work.enqueue("care.tell_of_alarm", {"alarm_id": alarm.pk, "ended": ended}, key=key, priority=1)
