"""The live memory of look-alikes, in the database so that every worker sees the same; measured as `LookAlikes` does.

Versions of one contribution are never look-alikes of each other. Recent means the last thirty days.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from evenhand.intake.models import Version
from evenhand.judgement.models import LookAlike, LookAlikeBand, LookAlikeGroup
from evenhand.signals.lookalikes import MOST_CANDIDATES, Seen, Sketch, sketch
from evenhand.store.prepared import Value, prepared
from evenhand.store.statements import Statements

RECENT = timedelta(days=30)
_sql = Statements(Path(__file__).resolve().parent / "sql")


@prepared
def _of(version: Value) -> QuerySet[LookAlike]:
    return LookAlike.objects.filter(version=version)


@prepared
def _same(exact: Value) -> QuerySet[LookAlike]:
    return LookAlike.objects.filter(exact=exact).select_related("group").order_by("pk")


def seen_before(version: Version) -> Seen:
    """How many look-alikes came before this version; remembers it. Asking again gives the same answer."""
    earlier = _of.first(version)
    if earlier is not None:
        return Seen(earlier.before, earlier.authors_before)
    drawn = sketch(version.text)
    if drawn is None:
        return Seen(0, 0)
    group = _group(drawn)
    since, contribution = timezone.now() - RECENT, version.contribution_id
    ((texts, authors),) = _sql.rows("look_alikes_before", group=group.pk, since=since, contribution=contribution)
    seen = Seen(texts, authors)
    LookAlike.objects.create(
        version=version, group=group, exact=drawn.exact, before=seen.count, authors_before=seen.authors
    )
    return seen


def seen_then(version: Version) -> Seen:
    """What `seen_before` said of this version; nothing, where it was never asked. Remembers nothing."""
    earlier = LookAlike.objects.filter(version=version).first()
    return Seen(earlier.before, earlier.authors_before) if earlier is not None else Seen(0, 0)


def _group(drawn: Sketch) -> LookAlikeGroup:
    same = _same.first(drawn.exact)
    if same is not None:
        return same.group
    bands = drawn.bands()
    if bands:
        near = LookAlikeGroup.objects.filter(bands__key__in=bands).distinct().order_by("-pk")
        for group in near[:MOST_CANDIDATES]:  # newest first and so many, as in a batch
            if drawn.alike(tuple(group.minhash)):
                return group
    group = LookAlikeGroup.objects.create(minhash=list(drawn.minhash))
    LookAlikeBand.objects.bulk_create([LookAlikeBand(group=group, key=key) for key in bands])
    return group
