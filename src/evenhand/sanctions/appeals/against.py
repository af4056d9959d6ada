"""Which decision an appeal is against: the last upheld breach of a text, while nobody has overturned it.

By the number in our letter, by the contribution, by its author. Links in what people write are read in `support`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Author, Contribution
from evenhand.sanctions import references
from evenhand.sanctions.models import Reference

SHOWN = 20
"""So many of an author's last decisions are looked through."""


def number_of(decision: Decision) -> str:
    """The number by which people outside name a decision; given when first asked for, and then its own for good."""
    row = Reference.objects.filter(decision=decision).first()
    while row is None:
        try:
            with transaction.atomic():
                row, _ = Reference.objects.get_or_create(decision=decision, defaults={"number": references.new()})
        except IntegrityError:  # the number is another decision's already
            continue
    return row.number


def by_number(text: str) -> Decision | None:
    """The standing decision that the first known number in a text names."""
    rows = Reference.objects.filter(number__in=references.numbers_in(text)).select_related("decision__contribution")
    return next((one for one in (last_on(row.decision.contribution) for row in rows) if one is not None), None)


def last_on(contribution: Contribution) -> Decision | None:
    """The last upheld breach of a contribution that still stands."""
    rows = _breaches().filter(contribution=contribution)
    return next((one for one in rows if not overturned(one)), None)


def of_author(author: Author, *, besides: Contribution | None = None) -> list[Decision]:
    """The standing decisions on what an author wrote, the last on each contribution, newest first."""
    rows = _breaches().filter(contribution__author=author)
    if besides is not None:
        rows = rows.exclude(contribution=besides)
    return _one_each(one for one in rows[:SHOWN] if not overturned(one))


def _breaches() -> QuerySet[Decision]:
    rows = Decision.objects.filter(verdict=Decision.Verdict.BREACH).order_by("-pk")
    return rows.select_related("contribution__channel", "guideline", "person", "version")


def _one_each(decisions: Iterable[Decision]) -> list[Decision]:
    found: dict[int, Decision] = {}
    for one in decisions:
        found.setdefault(one.contribution_id, one)
    return list(found.values())
