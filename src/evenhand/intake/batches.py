"""Storing a page of contributions in the caller's transaction: what has not changed costs one question and one write.

Lanes are locked in the order of their names and contributions in the order of their ids, so that two pages stored in
one moment never wait for each other. What cannot be told from others is kept as a delivery that nobody understood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import structlog
from django.db import DataError, IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from evenhand.channels.models import Channel
from evenhand.intake import erased, linking
from evenhand.intake.changes import Text, shows_state
from evenhand.intake.models import Contribution, Version
from evenhand.intake.storing import identity, store_item
from evenhand.intake.unread import keep_unread, resolve
from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import ContributionItem, PlatformState
from evenhand.work.enqueueing import lock_lane

_log = structlog.get_logger(__name__)


def store_items(channel: Channel, items: Iterable[ContributionItem], read_at: datetime) -> int:
    """Store what one page showed when it was asked for at `read_at`; how many contributions were new or changed."""
    return store_pages(channel, [(items, read_at)])


def store_pages(channel: Channel, pages: Iterable[tuple[Iterable[ContributionItem], datetime]]) -> int:
    """Store what several pages showed, each read at its own time; how many contributions were new or changed."""
    news: list[tuple[str, datetime, ContributionItem]] = []
    same: dict[datetime, list[int]] = {}
    with transaction.atomic():
        read = [(list(items), read_at) for items, read_at in pages]
        shown = [item for items, _ in read for item in items]
        theirs_of = [(_readable(channel, items), read_at) for items, read_at in read]
        every = {key for theirs, _ in theirs_of for key in theirs}
        gone = erased.among(channel, every)
        rows = _known(channel, every - gone)
        for listed, read_at in theirs_of:
            theirs = {key: item for key, item in listed.items() if key not in gone}
            unchanged = _unchanged(channel, theirs, rows)
            same.setdefault(read_at, []).extend(unchanged.values())
            news.extend((key, read_at, item) for key, item in theirs.items() if key not in unchanged)
        news.sort(key=lambda one: one[:2])
        _lock_lanes(channel, [item for _, _, item in news])
        _touch(same)
        told = [(item, _store(channel, item, read_at)) for _, read_at, item in news]
        lost = {item.external_id for item, changed in told if changed is None}
        resolve(channel, [item for item in shown if item.external_id not in lost])
        return sum(changed is True for _, changed in told)


def _readable(channel: Channel, items: Iterable[ContributionItem]) -> dict[str, ContributionItem]:
    """What the public wrote, by id; what has none is kept as not understood."""
    theirs: dict[str, ContributionItem] = {}
    for item in items:
        if item.by_organisation:
            continue
        try:
            theirs.setdefault(identity(item), item)
        except NotUnderstood as error:
            keep_unread(channel, dict(item.raw) or {"text": item.text}, error.code)
    return theirs


def _store(channel: Channel, item: ContributionItem, read_at: datetime) -> bool | None:
    """Store one; None for an item that the database will not have: it is kept as not understood, the others go on."""
    try:
        with transaction.atomic():
            return store_item(channel, item, read_at)[1]
    except (DataError, IntegrityError, ValueError) as error:
        _log.error("item.not_stored", channel=channel.pk, error=type(error).__name__)
        payload = dict(item.raw) or {"id": item.external_id, "text": item.text}
        keep_unread(channel, payload, type(error).__name__, external_id=item.external_id)
        return None


def _known(channel: Channel, keys: Collection[str]) -> dict[str, Contribution]:
    """What is held of these, by id, each with the digest of its newest text."""
    if not keys:
        return {}
    newest = Version.objects.filter(contribution=OuterRef("pk")).exclude(change=Version.Change.REMOVED)
    rows = Contribution.objects.filter(channel=channel, external_id__in=list(keys)).annotate(
        digest=Subquery(newest.order_by("-number").values("digest")[:1])
    )
    return {row.external_id: row for row in rows}


def _unchanged(
    channel: Channel, theirs: Mapping[str, ContributionItem], rows: Mapping[str, Contribution]
) -> dict[str, int]:
    """What is known and has not changed, by id: it is only noted as read."""
    readable = shows_state(channel.platform)
    known = [(rows[key], item) for key, item in theirs.items() if key in rows]
    return {row.external_id: row.pk for row, item in known if _is_same(row, item, readable=readable)}


def _is_same(row: Contribution, item: ContributionItem, *, readable: bool) -> bool:
    text = Text.of(item)
    unread = item.state == PlatformState.UNREADABLE or not readable
    return (
        getattr(row, "digest", None) in {text.digest, erased.keyed(text.digest)}
        and row.platform_state != PlatformState.GONE
        and (row.platform_state == item.state or (unread and item.state != PlatformState.GONE))
        and (row.text_dated_at is None or row.text_dated_at == text.dated_at)
        and (row.author_id is not None or item.author is None)
        and (bool(row.parent_external_id) or not item.parent_external_id)
        and (row.post_id is not None or not item.post_external_id or item.kind in linking.ELSEWHERE)
    )


def _touch(same: Mapping[datetime, Collection[int]]) -> None:
    """Note when these were read; one that another worker is writing is passed over, and read again soon."""
    every = {key for keys in same.values() for key in keys}
    if not every:
        return
    rows = Contribution.objects.filter(pk__in=every).select_for_update(skip_locked=True, no_key=True)
    free = set(rows.values_list("pk", flat=True))
    for read_at, keys in sorted(same.items()):
        if mine := free.intersection(keys):
            older = Contribution.objects.filter(pk__in=mine, last_read_at__lt=read_at)
            older.update(last_read_at=read_at, text_read_at=read_at)


def _lock_lanes(channel: Channel, news: Sequence[ContributionItem]) -> None:
    """Lock every lane that the news will need, by name."""
    whole = {item.author.external_id: item.author for item in news if item.author}
    authors = (linking.author_of(channel, whole[key]) for key in sorted(whole))
    names = {f"author:{author.pk}" for author in authors if author}
    known = Contribution.objects.filter(channel=channel, external_id__in=[item.external_id for item in news])
    names |= {linking.lane_of(row) for row in known.only("author_id")}
    for name in sorted(names):
        lock_lane(name)
