"""Storing one contribution as a platform showed it: once, whatever order, duplicate or replay it comes in.

The lane of its author is locked before the contribution, as workers do, so that neither waits for the other. What
changes on a contribution that is known stands in `changes`; whole pages are stored by `batches`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from evenhand import records, work
from evenhand.channels.models import Channel
from evenhand.intake import changes, erased, linking, renaming
from evenhand.intake.changes import Text
from evenhand.intake.models import Author, Contribution, Disposition, Version
from evenhand.intake.words import link, short, storable
from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import ContributionItem, PlatformState
from evenhand.store.prepared import Value, prepared
from evenhand.work.enqueueing import lock_lane


@prepared
def _locked(key: Value) -> QuerySet[Contribution]:
    rows = Contribution.objects.select_for_update(of=("self",), no_key=True).select_related("disposition", "channel")
    return rows.filter(pk=key)


@prepared
def _author_known(channel: Value, external_id: Value) -> QuerySet[Contribution]:
    return Contribution.objects.filter(channel=channel, external_id=external_id).only("author_id")


def store_item(channel: Channel, item: ContributionItem, read_at: datetime) -> tuple[Contribution | None, bool]:
    """Store what the platform showed of one contribution when it was asked at `read_at` (aware).

    Returns the contribution and whether anything about it changed. None for what the organisation itself wrote, and
    for the removal of something never seen: those are no contributions. None too for what was erased: it is not stored
    again. Raises NotUnderstood for an item that cannot be told from others (no id, or a longer one than any
    platform's).
    """
    if item.by_organisation:
        return None, False
    external_id = identity(item)
    with transaction.atomic():
        if erased.is_erased(channel, [external_id, *item.earlier_ids]):
            return None, False
        author = linking.author_of(channel, item.author)
        _lock_lane(channel, external_id, author)
        row = locked(channel, external_id, item.earlier_ids)
        if row is None and item.state != PlatformState.GONE:
            created = _create(channel, external_id, item, author, read_at)
            if created is not None:
                return created, True
            row = locked(channel, external_id)
        if row is None or renaming.is_earlier(row, external_id):
            return row, False
        if row.external_id != external_id:
            renaming.rename(row, external_id, item.dated_at or item.published_at, read_at)
        return row, changes.apply(row, item, author, read_at)


def store_gone(channel: Channel, external_id: str, read_at: datetime) -> bool:
    """Note that the platform no longer has a contribution; whether that changed anything."""
    with transaction.atomic():
        _lock_lane(channel, external_id, None)
        row = locked(channel, external_id)
        return row is not None and row.external_id == external_id and changes.remove(row, read_at)


def identity(item: ContributionItem) -> str:
    """The id an item is kept under. Raises NotUnderstood."""
    external_id = storable(item.external_id)[0]
    if not external_id or len(external_id) > linking.LONGEST_ID:
        raise NotUnderstood("A contribution came without an id that could be kept.", code="no_id")
    return external_id


def locked(channel: Channel, external_id: str, earlier_ids: tuple[str, ...] = ()) -> Contribution | None:
    """The contribution that has or had this id, locked until the transaction ends."""
    key = renaming.key_of(channel, external_id, earlier_ids)
    return _locked.first(key) if key is not None else None


def _lock_lane(channel: Channel, external_id: str, author: Author | None) -> None:
    """Lock the lane before the row. A contribution that is not there yet is nobody else's: no lane to lock."""
    known = _author_known.first(channel, external_id)
    if known is not None:
        lock_lane(linking.lane_of(known))
    elif author is not None:
        lock_lane(f"author:{author.pk}")


def _create(
    channel: Channel, external_id: str, item: ContributionItem, author: Author | None, read_at: datetime
) -> Contribution | None:
    """Store it for the first time; None when another worker was faster."""
    text = Text.of(item)
    state = PlatformState.VISIBLE if item.state == PlatformState.UNREADABLE else item.state
    try:
        with transaction.atomic():
            row = Contribution.objects.create(
                channel=channel,
                external_id=external_id,
                kind=item.kind.value,
                author=author,
                post=linking.post_of(channel, item),
                parent=linking.parent_of(channel, item),
                parent_external_id=short(item.parent_external_id, linking.LONGEST_ID),
                thread_external_id=short(item.thread_external_id, linking.LONGEST_ID),
                permalink=link(item.permalink),
                published_at=item.published_at,
                last_read_at=read_at,
                text_read_at=read_at,
                text_dated_at=text.dated_at,
                platform_state=state.value,
                disposition=Disposition.objects.create(),
            )
    except IntegrityError:
        if not Contribution.objects.filter(channel=channel, external_id=external_id).exists():
            raise
        return None
    version = changes.add_version(row, Version.Change.CREATED, text, read_at)
    linking.adopt_children(row)
    renaming.keep_earlier(row, item.earlier_ids)
    records.append(
        "contribution.seen",
        subject=f"contribution:{row.pk}",
        actor=f"platform:{channel.platform}",
        facts=changes.facts(row, version, text)
        | {"channel": channel.pk, "kind": row.kind, "author": row.author_id, "post": row.post_id, "state": state.value},
        content=changes.content(row, text.words),
    )
    assess(row, version)
    return row


def assess(row: Contribution, version: Version) -> None:
    """Have a version judged, in its author's lane."""
    work.enqueue("judgement.assess", {"version_id": version.pk}, lane=linking.lane_of(row), key=f"assess:{version.pk}")
