"""Contributions that get a new id with each edit (X): kept as one contribution, under its newest id.

An earlier id still leads to the contribution, but what is read under it says nothing of how it is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from evenhand.channels.models import Channel
from evenhand.intake.linking import LONGEST_ID
from evenhand.intake.models import Contribution, EarlierId
from evenhand.intake.words import storable


def key_of(channel: Channel, external_id: str, earlier_ids: Iterable[str] = ()) -> int | None:
    """The key of the contribution that has, or had, this id; else of the one that had an earlier id of it."""
    rows = Contribution.objects.filter(channel=channel)
    found = rows.filter(external_id=external_id).values_list("pk", flat=True).first()
    if found is not None:
        return found
    ids = [external_id, *_storable(earlier_ids)]
    known = EarlierId.objects.filter(channel=channel, external_id__in=ids).order_by("pk")
    found = known.values_list("contribution_id", flat=True).first()
    if found is None and len(ids) > 1:
        found = rows.filter(external_id__in=ids).values_list("pk", flat=True).order_by("pk").first()
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
