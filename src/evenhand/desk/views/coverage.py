"""Coverage: whether each of the five platforms was moderated on a day, as a page and as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.desk.access import needs
from evenhand.desk.period import Period, period_of
from evenhand.insights import coverage as counted
from evenhand.insights import coverage_words as words
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import FULL_NAMES, named

STATE_COLOURS = {
    "connected": "green",
    "dead_token": "red",
    "not_read": "red",
    "assisted": "blue",
    "off": "grey",
    "none": "grey",
}
KEPT_COLOURS = {
    "kept": "green",
    "so_far": "green",
    "not_kept": "red",
    "no_moderation_day": "grey",
    "not_moderated": "grey",
}


@require_safe
@needs("see_queue")
def coverage(request: HttpRequest) -> HttpResponse:
    """The page."""
    period, only = _asked(request)
    lines = counted.report(period.first, only)
    place = {
        "here": "quality",
        "period": period,
        "lines": lines,
        "troubles": [sentence for line in lines for sentence in words.told(line)],
        "is_over": period.end <= timezone.now(),
        "only": only,
        "only_name": FULL_NAMES[only] if only else "",
        "words": words,
        "colours": STATE_COLOURS,
        "kept_colours": KEPT_COLOURS,
    }
    return render(request, "desk/coverage.html", place)


@require_safe
@needs("see_queue")
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    period, only = _asked(request)
    reply = HttpResponse(content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="coverage-{period.first.isoformat()}.csv"'
    csv.writer(reply).writerows(words.rows(period.first, counted.report(period.first, only)))
    return reply


def _asked(request: HttpRequest) -> tuple[Period, Platform | None]:
    """The day and, where one is asked for, the platform: X by either of its names."""
    return period_of(request.GET.get("day"), "day"), named(request.GET.get("platform", ""))
