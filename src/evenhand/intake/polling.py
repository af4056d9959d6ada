"""`intake.poll_channel`: reads the due streams of one channel and stores what they show. Polling is the truth.

The task always ends, whatever the platform says: the next sweep makes another one, and each stream goes on where it
was. Limits are obeyed stream by stream, and for the whole channel where the platform counts the whole account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from evenhand import work
from evenhand.channels import services as channels
from evenhand.channels.health import lanes
from evenhand.channels.models import Channel
from evenhand.intake import wire
from evenhand.intake.batches import store_pages
from evenhand.intake.linking import store_posts
from evenhand.intake.models import Cursor
from evenhand.intake.reconciling import reconcile
from evenhand.intake.streams import COMMENTS, due
from evenhand.intake.unread import keep, resolve
from evenhand.intake.walking import Walk, due_in, due_out, walk_all, walk_in, walk_out
from evenhand.platforms import errors
from evenhand.platforms.interface import ContributionItem, Operation, Platform
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.sharing import shared_transport
from evenhand.work.models import Lane
from evenhand.work.types import JSON, TaskInfo

_log = structlog.get_logger(__name__)

OPERATIONS = {"posts": Operation.LIST_POSTS, "messages": Operation.LIST_MESSAGES}
REFUSED_PACE = 20.0
"""A stream that is refused is asked again after so many polls: somebody may have granted it."""


def enqueue_polls(now: datetime) -> int:
    """One poll for each channel that may be asked now and has none waiting; inside the caller's transaction."""
    rows = Channel.objects.filter(mode=Channel.Mode.CONNECTED).exclude(
        Q(state=Channel.State.THROTTLED, resume_at__gt=now) & ~Q(platform=Platform.X)
    )
    count = 0
    for channel in rows.order_by("pk"):
        lane = lanes(channel)[0]
        if Lane.objects.filter(pk=lane, head__isnull=False).exists() or not due(channel, now):
            continue
        key = f"poll:{channel.pk}:{now.timestamp():.6f}"
        work.enqueue("intake.poll_channel", {"channel_id": channel.pk}, lane=lane, key=key, priority=4)
        count += 1
    return count


@work.effect("intake.poll_channel", time_limit=timedelta(seconds=240))
class PollChannel:
    """Reads the due streams of one channel."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The account and what is due; None when there is nothing to read."""
        del info  # reading has no effect that could be there already
        channel = Channel.objects.get(pk=int(str(payload["channel_id"])))
        dues = due(channel, timezone.now())
        if channel.mode != Channel.Mode.CONNECTED or not dues:
            return None
        told: list[JSON] = [due_out(one) for one in dues]
        return {"account": wire.account_out(channels.account(channel)), "dues": told}

    async def perform(self, prepared: JSON) -> JSON:
        """Read them."""
        given: Mapping[str, Any] = prepared if isinstance(prepared, dict) else {}
        adapter = adapter_for(wire.account_in(given["account"]), await shared_transport())
        return [walk_out(read) for read in await walk_all(adapter, [due_in(one) for one in given["dues"]])]

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Store what was read, and how far it was read."""
        del prepared
        channel = Channel.objects.get(pk=int(str(payload["channel_id"])))
        if not isinstance(outcome, list):
            _log.warning("poll.failed", channel=channel.pk, error=type(outcome).__name__)
            channels.report_error(channel, errors.Transient("", code=type(outcome).__name__))
            return
        walks = [walk_in(one) for one in outcome if isinstance(one, dict)]
        keep(channel, [wire.unread_in(one) for read in walks for page in _pages(read) for one in page["unread"]])
        _store_posts(channel, [page for read in walks if read.stream == "posts" for page in _pages(read)])
        store_pages(channel, [_page_in(page) for read in walks if read.stream != "posts" for page in _pages(read)])
        cursors = _cursors(channel, [read.stream for read in walks])
        for read in walks:
            _move(channel, read, cursors[read.stream])
        _report(channel, walks)


def _store_posts(channel: Channel, pages: list[dict[str, Any]]) -> None:
    posts = [wire.post_in(post) for page in pages for post in page["items"]]
    store_posts(channel, posts)
    resolve(channel, posts)


def _pages(read: Walk) -> list[dict[str, Any]]:
    return [page for page in read.pages if isinstance(page, dict)]


def _page_in(page: Mapping[str, Any]) -> tuple[list[ContributionItem], datetime]:
    return [wire.item_in(item) for item in page["items"]], datetime.fromisoformat(page["read_at"])


def _cursors(channel: Channel, streams: Iterable[str]) -> dict[str, Cursor]:
    """How far each of these streams was read, by stream; made where one is new."""
    wanted = set(streams)
    rows = Cursor.objects.filter(channel=channel, stream__in=wanted)
    known = {row.stream: row for row in rows}
    if missing := sorted(wanted - known.keys()):
        Cursor.objects.bulk_create([Cursor(channel=channel, stream=one) for one in missing], ignore_conflicts=True)
        known = {row.stream: row for row in rows.all()}
    return known


def _move(channel: Channel, read: Walk, cursor: Cursor) -> None:
    """Note how far one stream was read, and reconcile after a whole pass."""
    now = timezone.now()
    began = min((datetime.fromisoformat(page["read_at"]) for page in _pages(read)), default=now)
    cursor.polled_at, cursor.resume_at = now, None
    if cursor.started_at is None:
        cursor.started_at, cursor.whole = began, True
    cursor.whole = cursor.whole and read.whole
    cursor.value = read.cursor
    error = wire.error_in(read.error) if read.error else None
    if error is None or isinstance(error, errors.Gone):
        cursor.read_at = now
    if isinstance(error, errors.Gone):  # the post itself is gone, and what stood under it: look at each
        read.ended = True
    elif error is not None:
        _note_error(cursor, error, now)
    if read.ended:
        if cursor.whole and read.stream != "posts":
            reconcile(channel, cursor, now)
        cursor.complete_from = cursor.started_at
        cursor.started_at, cursor.value, cursor.completed_at = None, "", now
    cursor.save()


def _note_error(cursor: Cursor, error: errors.PlatformError, now: datetime) -> None:
    """When to ask again. A place to go on from that the platform refuses is given up: the next pass begins anew."""
    if isinstance(error, errors.Throttled):
        cursor.resume_at = error.resume_at
    elif not isinstance(error, errors.Transient | errors.OutcomeUnknown | errors.TokenDead):
        cursor.resume_at = now + timedelta(seconds=settings.POLL_SECONDS * REFUSED_PACE)
        cursor.started_at, cursor.value = None, ""


def _report(channel: Channel, walks: list[Walk]) -> None:
    """What the answers say of the channel: first what worked, then the worst of what did not."""
    failed = [(read, wire.error_in(read.error)) for read in walks if read.error]
    for operation in sorted({_operation(read) for read in walks if read.pages}):
        channels.report_ok(channel, operation)
    passing = len(failed) < len(walks)  # where other streams answer, one lost answer says nothing of the channel
    for read, error in failed:
        if not isinstance(error, errors.Gone) and not (passing and isinstance(error, errors.Transient)):
            channels.report_error(channel, error, _operation(read))
    if passing:
        row = Channel.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=channel.pk).first()
        if row is not None:
            Channel.objects.filter(pk=row.pk).update(last_polled_at=timezone.now())


def _operation(read: Walk) -> Operation:
    return (
        Operation.LIST_COMMENTS
        if read.stream.startswith(COMMENTS)
        else OPERATIONS.get(read.stream, Operation.LIST_COMMENTS)
    )
