"""Figures of appeals: by guideline, how many came in, how each ended, and how long it took. Reads only.

An appeal that was joined to another is counted with that one. The days are those between an appeal and its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import QuerySet

from evenhand.sanctions.models import Appeal

NOT_FOUND = ("", "No decision found yet")
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """One guideline's appeals; `days` is the median, None where none has ended."""

    code: str
    title: str
    received: int
    upheld: int
    turned_down: int
    other: int
    open: int
    days: float | None


def received(start: datetime, end: datetime) -> QuerySet[Appeal]:
    """The appeals that came in from `start` up to `end`, without those that were joined to another."""
    rows = Appeal.objects.filter(received_at__gte=start, received_at__lt=end, joined_to__isnull=True)
    return rows.select_related("decision__guideline")


def by_guideline(rows: Iterable[Appeal]) -> tuple[list[Line], Line]:
    """A line for each guideline, most appealed first, and the line of all."""
    groups: dict[tuple[str, str], list[Appeal]] = defaultdict(list)
    for appeal in rows:
        rule = appeal.decision.guideline if appeal.decision else None
        groups[(rule.code, rule.title) if rule else NOT_FOUND].append(appeal)
    lines = [_line(code, title, found) for (code, title), found in groups.items()]
    every = _line("all", "All", [one for found in groups.values() for one in found])
    return sorted(lines, key=lambda line: (-line.received, line.title)), every


def _line(code: str, title: str, rows: list[Appeal]) -> Line:
    states = [one.state for one in rows]
    upheld, turned_down = states.count(Appeal.State.UPHELD), states.count(Appeal.State.TURNED_DOWN)
    waiting = states.count(Appeal.State.OPEN)
    days = [(one.ended_at - one.received_at).total_seconds() / DAY for one in rows if one.ended_at is not None]
    return Line(
        code=code,
        title=title,
        received=len(rows),
        upheld=upheld,
        turned_down=turned_down,
        other=len(rows) - upheld - turned_down - waiting,
        open=waiting,
        days=round(median(days), 1) if days else None,
    )
