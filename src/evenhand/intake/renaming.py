"""Contributions that get a new id with each edit (X): kept as one contribution, under its newest id.

An earlier id still leads to the contribution, but what is read under it says nothing of how it is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from evenhand.channels.models import Channel
from evenhand.intake.linking import LONGEST_ID
from evenhand.intake.models import Contribution, EarlierId
from evenhand.intake.words import storable
from evenhand.store.prepared import Value, prepared


@prepared
def _known(channel: Value, external_id: Value) -> QuerySet[Contribution]:
    return Contribution.objects.filter(channel=channel, external_id=external_id).only("pk")


@prepared
def _known_before(channel: Value, external_id: Value) -> QuerySet[EarlierId]:
    return EarlierId.objects.filter(channel=channel, external_id=external_id).only("contribution_id")


def key_of(channel: Channel, external_id: str, earlier_ids: Iterable[str] = ()) -> int | None:
    """The key of the contribution that has, or had, this id; else of the one that had an earlier id of it."""
    same = _known.first(channel, external_id)
    if same is not None:
        return same.pk
    ids = [external_id, *_storable(earlier_ids)]
    if len(ids) == 1:
        earlier = _known_before.first(channel, external_id)
        return earlier.contribution_id if earlier else None
    known = EarlierId.objects.filter(channel=channel, external_id__in=ids).order_by("pk")
    found = known.values_list("contribution_id", flat=True).first()
    if found is None:
        rows = Contribution.objects.filter(channel=channel, external_id__in=ids)
        found = rows.values_list("pk", flat=True).order_by("pk").first()
    return found


def is_earlier(row: Contribution, external_id: str) -> bool:
    """Whether the id belongs to an earlier version of the contribution."""
    return row.external_id != external_id and row.earlier_ids.filter(external_id=external_id).exists()


def rename(row: Contribution, external_id: str, dated_at: datetime, read_at: datetime) -> None:
    """The contribution was edited and has a new id; the text that comes with it is later than any we have."""
    keep_earlier(row, [row.external_id])
    row.external_id = external_id
    row.text_dated_at = min(row.text_dated_at or dated_at, dated_at)
    row.text_read_at = read_at - timedelta(microseconds=1)
    row.save(update_fields=["external_id", "text_dated_at", "text_read_at"])


def keep_earlier(row: Contribution, earlier_ids: Iterable[str]) -> None:
    """Remember ids that earlier versions had."""
    made = [EarlierId(channel=row.channel, external_id=one, contribution=row) for one in _storable(earlier_ids)]
    if made:
        EarlierId.objects.bulk_create(made, ignore_conflicts=True)


def _storable(ids: Iterable[str]) -> list[str]:
    return [storable(one)[0] for one in ids if one and len(one) <= LONGEST_ID]
