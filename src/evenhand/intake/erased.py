"""What was erased stays erased: known again by keyed digests, from which nobody without the key can tell anything.

A plain digest would not do: ids are short numbers and texts are short, so they could be found by trying.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from evenhand.channels.models import Channel
from evenhand.intake.models import ErasedId, Version
from evenhand.intake.words import storable
from evenhand.store.prepared import Value, prepared


@prepared
def _of(channel: Value, digest: Value) -> QuerySet[ErasedId]:
    return ErasedId.objects.filter(channel=channel, digest=digest)


def keyed(text: str) -> str:
    """HMAC-SHA-256 of a storable text under the house's erasure key, in hex."""
    return hmac.new(settings.ERASURE_KEY.encode(), text.encode("utf-8"), hashlib.sha256).hexdigest()


def is_erased(channel: Channel, ids: Iterable[str]) -> bool:
    """Whether a contribution that has or had one of these ids was erased."""
    return any(_of.exists(channel, keyed(storable(one)[0])) for one in ids if one)


def among(channel: Channel, ids: Iterable[str]) -> set[str]:
    """Those of `ids` that were erased, asked at once."""
    digests = {keyed(storable(one)[0]): one for one in ids}
    rows = ErasedId.objects.filter(channel=channel, digest__in=list(digests))
    return {digests[found] for found in rows.values_list("digest", flat=True)}


def remember(channel_id: int, digests: Iterable[str]) -> None:
    """Never store these again."""
    rows = [ErasedId(channel_id=channel_id, digest=one) for one in digests]
    ErasedId.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def same_words(version: Version, digest: str) -> bool:
    """Whether a text with this digest is what the version says, or said before its words were erased."""
    return version.digest == (keyed(digest) if version.erased_at else digest)
