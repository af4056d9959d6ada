"""The ledger of questions (clause 48, promise 9): what came in, how each ended, and that none has neither. Reads only.

The counts are made from what the rows say, not from what their constraints promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evenhand.cases.models import ASKED, Case, Pause

OPEN, CLOSED = Q(state="open"), Q(state="closed")
EXPLAINED = Q(outcome__in=["redirected", "closed"]) & ~Q(outcome_reason="")
ENDED_WELL = CLOSED & (Q(outcome="answered") | EXPLAINED)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the questions of a period stand; `neither` have no outcome and no due time, and must be none."""

    asked: int
    answered: int
    redirected: int
    closed: int
    waiting: int
    overdue: int
    neither: int


def questions(start: datetime, end: datetime) -> QuerySet[Case]:
    """The questions that came in from `start` up to `end`: open ones first, what is due first at the top."""
    rows = Case.objects.filter(kind__in=ASKED, opened_at__gte=start, opened_at__lt=end)
    return rows.select_related("contribution__channel", "contribution__author").order_by("-state", "due_at", "pk")


def figures(rows: QuerySet[Case]) -> Figures:
    """How these questions stand now."""
    late = OPEN & overdue()
    counts = rows.order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=CLOSED & Q(outcome="answered")),
        redirected=Count("pk", filter=CLOSED & Q(outcome="redirected")),
        closed=Count("pk", filter=CLOSED & Q(outcome="closed")),
        waiting=Count("pk", filter=OPEN),
        overdue=Count("pk", filter=late),
        neither=Count("pk", filter=~ENDED_WELL & ~(OPEN & Q(due_at__isnull=False))),
    )
    return Figures(**counts)


def overdue() -> Q:
    """What should have been done by now; what waits for somebody, with time left when it began to wait, is not."""
    waits = Pause.objects.filter(case=OuterRef("pk"), ended_at__isnull=True, started_at__lt=OuterRef("due_at"))
    return Q(~Exists(waits), due_at__lt=timezone.now())
