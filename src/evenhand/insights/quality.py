"""Figures of quality: how far a second person agrees, by guideline, and how often what we did was reversed. Reads only.

Agreement is of the sample as drawn, where blocks weigh more than they do among all; test items are counted apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from evenhand.cases.models import JUDGES_NOTHING, Decision
from evenhand.insights.agreement import Agreement, agreement, on
from evenhand.insights.models import SecondReview
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.records import services as records
from evenhand.records.models import Entry

DAYS = 30
FEWEST = 10
"""With fewer hides in the time a rate says little, and alarms nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """One guideline: second reviews and their agreement; what was hidden or deleted under it, and reversed since."""

    code: str
    title: str
    second: Agreement
    hidden: int
    reversed: int

    @property
    def rate(self) -> float | None:
        """The share reversed, in per cent."""
        return round(100 * self.reversed / self.hidden, 1) if self.hidden else None

    @property
    def too_many(self) -> bool:
        """Whether more are reversed than the body accepts."""
        return self.hidden >= FEWEST and 100 * self.reversed > settings.REVERSAL_ALERT * self.hidden


@dataclass(frozen=True, slots=True)
class Known:
    """How test items were answered: of so many, so many as the golden set says."""

    items: int
    right: int


def by_guideline(start: datetime, end: datetime) -> tuple[list[Line], Line]:
    """A line for each guideline with something to say, by title, and the line of all."""
    pairs = _pairs(start, end)
    hidden, undone = _reversals(start, end)
    codes = {code for pair in pairs for code in pair} | set(hidden)
    titles = dict(Guideline.objects.order_by("pk").values_list("code", "title"))
    lines = [
        Line(code, titles.get(code, code), on(code, pairs), hidden[code], undone[code])
        for code in codes - {policies.NO_GUIDELINE}
    ]
    every = Line("all", "All", agreement(pairs), sum(hidden.values()), sum(undone.values()))
    return sorted(lines, key=lambda line: line.title), every


def known(start: datetime, end: datetime) -> Known:
    """How test items were answered in a time."""
    rows = SecondReview.objects.filter(done_at__gte=start, done_at__lte=end, kind=SecondReview.Kind.TEST)
    answers = rows.values_list("first_guideline", "guideline")
    return Known(len(answers), sum(first == second for first, second in answers))


def watch_reversals() -> list[Line]:
    """Put on record each guideline under which too much is reversed, once a day; gives those."""
    now = timezone.now()
    lines, _ = by_guideline(now - timedelta(days=DAYS), now)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for line in lines:
        subject = f"guideline:{line.code}"
        earlier = Entry.objects.filter(kind="quality.reversals_high", subject=subject, at__gte=today)
        if line.too_many and not earlier.exists():
            records.append(
                "quality.reversals_high",
                subject=subject,
                actor="machine",
                facts={"hidden": line.hidden, "reversed": line.reversed, "days": DAYS, "most": settings.REVERSAL_ALERT},
            )
            found.append(line)
    return found


def _pairs(start: datetime, end: datetime) -> list[tuple[str, str]]:
    rows = SecondReview.objects.filter(done_at__gte=start, done_at__lte=end).exclude(kind=SecondReview.Kind.TEST)
    return list(rows.order_by("pk").values_list("first_guideline", "guideline"))


def _reversals(start: datetime, end: datetime) -> tuple[Counter[str], Counter[str]]:
    """What was hidden or deleted in a time by guideline, and what of it somebody found to be no breach since."""
    later = Decision.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"), verdict="no_breach")
    rows = Decision.objects.filter(decided_at__gte=start, decided_at__lte=end, verdict=Decision.Verdict.BREACH)
    rows = rows.filter(Q(measures__contains="hide") | Q(measures__contains="delete"))
    rows = rows.annotate(undone=Exists(later.exclude(measures__in=JUDGES_NOTHING)))
    counted = list(rows.values_list("guideline__code", "undone"))
    return Counter(code for code, _ in counted), Counter(code for code, undone in counted if undone)
