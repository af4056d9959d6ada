"""Noticing that a channel is not read, or that its webhooks fall silent, and when both are over. Sweeps only.

A channel is behind when nothing of it, or one of its lists, was read for nine minutes: with the sweep's pause, an alarm
stands within ten. What one list is refused, or told to wait for, is the channel's health, and no gap of the channel.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q

from evenhand.channels import alarms
from evenhand.channels.models import Alarm, Channel, Health, Subscription
from evenhand.intake.models import Contribution, Cursor
from evenhand.intake.streams import LIVE, is_behind, wanted
from evenhand.platforms.checking import OTHER_ACCOUNT
from evenhand.platforms.interface import ContributionKind, Operation, PostItem

READ_WITHIN = timedelta(minutes=9)
WATCH_EVERY = timedelta(seconds=30)
POLLS_MISSED = 3.0
"""Where polls are further apart than minutes, so many may be missed."""
SILENT_AFTER = timedelta(minutes=10)
ENOUGH_TRAFFIC = 3
"""So many contributions that polling found and no webhook told of. One alone proves little: not every kind is told."""
LOOKED_BACK = timedelta(days=1)
CAUSES = {Channel.State.TOKEN_DEAD, Channel.State.THROTTLED, Channel.State.FAILING}
NOT_OURS = {Health.State.MISSING, Health.State.REFUSED}
UNTOLD = [ContributionKind.MENTION, ContributionKind.REPLY, ContributionKind.DIRECT_MESSAGE]
"""Kinds of which some platforms tell by webhook, and some do not."""


def watch(now: datetime) -> None:
    """Raise and close the alarms of every channel, and end the back-fill of those that have been read."""
    for channel in Channel.objects.filter(mode=Channel.Mode.CONNECTED).order_by("pk"):
        _watch_reading(channel, now)
        _watch_webhooks(channel, now)
        if channel.back_fill_from is not None:
            _end_back_fill(channel, now)
    switched_off = Q(channel__mode=Channel.Mode.OFF, channel__state_code=OTHER_ACCOUNT, code=OTHER_ACCOUNT)
    for alarm in alarms.open_alarms().exclude(channel__mode=Channel.Mode.CONNECTED).exclude(switched_off):
        alarms.close_alarm(alarm.channel, Alarm.Kind(alarm.kind))


def unread_since(channel: Channel, now: datetime) -> datetime | None:
    """Since when the channel, or the list of it that waits longest, has not been read; None where all is well."""
    last = max(filter(None, (channel.last_polled_at, channel.connected_at)))
    if now - last >= patience(1.0):
        return last
    cursors, late = _cursors(channel), []
    for name, (pace, post) in wanted(channel, now).items():
        row = cursors.get(name)
        if row is None or row.resume_at is not None:
            continue  # a new list is read first of all; one told to wait, or refused, is not late
        since = row.read_at or channel.connected_at
        if now - since >= patience(pace) and post is not None and post.published_at < now - LIVE:
            since = _wanted_again(channel, post, since, now)
        if now - since >= patience(pace):
            late.append(since)
    return min(late, default=None)


def _wanted_again(channel: Channel, post: PostItem, read: datetime, now: datetime) -> datetime:
    """Since when the comments under a post of long ago wait: nobody missed them while it was left alone.

    It is read again once somebody writes under it (the first who did since: later ones make the wait no shorter), or
    where the channel is read anew after a gap.
    """
    anew = channel.back_fill_from
    if anew is not None and now - anew < patience(1.0):
        return anew  # it was late when the gap ended, and will be read: nothing else can make the wait shorter
    under = Contribution.objects.filter(channel=channel, post__external_id=post.external_id, first_seen_at__gt=read)
    first = under.aggregate(first=Min("first_seen_at"))["first"]
    return max(moment for moment in (read, first, channel.back_fill_from) if moment is not None)


def silent_since(channel: Channel, subscription: Subscription, now: datetime) -> datetime | None:
    """Since when no webhook told of what polling found; None where they were heard, or nobody wrote anything."""
    heard = [subscription.last_delivery_at, subscription.subscribed_at, now - LOOKED_BACK]
    since = max(moment for moment in heard if moment is not None)
    untold = Contribution.objects.filter(
        channel=channel, published_at__gt=since, first_seen_at__lte=now - SILENT_AFTER
    ).exclude(kind__in=UNTOLD)
    found = list(untold.order_by("published_at").values_list("published_at", flat=True)[:ENOUGH_TRAFFIC])
    return found[0] if len(found) >= ENOUGH_TRAFFIC else None


def patience(pace: float) -> timedelta:
    """For how long a list may go unread that is read so many times more seldom than every poll."""
    return max(READ_WITHIN, timedelta(seconds=POLLS_MISSED * pace * settings.POLL_SECONDS))


def _watch_reading(channel: Channel, now: datetime) -> None:
    since = unread_since(channel, now)
    if since is None:
        alarms.close_alarm(channel, Alarm.Kind.GAP)
        return
    cause = channel.state if channel.state in CAUSES else "not_read"
    alarms.raise_alarm(channel, Alarm.Kind.GAP, cause, since=since)


def _watch_webhooks(channel: Channel, now: datetime) -> None:
    subscription = Subscription.objects.filter(channel=channel).first()
    if subscription is None or subscription.subscribed_at is None:
        return  # nobody asked the platform for webhooks, so none are missed
    since = silent_since(channel, subscription, now)
    if since is not None:
        alarms.raise_alarm(channel, Alarm.Kind.SILENT, "no_delivery", since=since)
    elif subscription.last_delivery_at is not None:
        standing = Alarm.objects.filter(channel=channel, kind=Alarm.Kind.SILENT, closed_at=None)
        if standing.filter(since__lt=subscription.last_delivery_at).exists():
            alarms.close_alarm(channel, Alarm.Kind.SILENT)


def _end_back_fill(channel: Channel, now: datetime) -> None:
    """Once each list was read whole by a pass begun since the gap ended."""
    anew = channel.back_fill_from
    if anew is None:
        return
    cursors = _cursors(channel)
    refused = _refused(channel)
    for name in wanted(channel, now):
        row = cursors.get(name)
        if (row is None or is_behind(row, anew)) and _operation(name) not in refused:
            return
    stored = Contribution.objects.filter(channel=channel, first_seen_at__gte=anew).count()
    alarms.back_filled(channel, stored)


def _cursors(channel: Channel) -> dict[str, Cursor]:
    return {row.stream: row for row in Cursor.objects.filter(channel=channel)}


def _refused(channel: Channel) -> set[str]:
    return set(Health.objects.filter(channel=channel, state__in=NOT_OURS).values_list("operation", flat=True))


def _operation(stream: str) -> str:
    if stream == "posts":
        return Operation.LIST_POSTS
    return Operation.LIST_MESSAGES if stream == "messages" else Operation.LIST_COMMENTS
