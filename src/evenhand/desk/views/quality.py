"""Quality: a blind second look at a sample, and the figures of agreement and of what was reversed."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.forms import SecondLookForm
from evenhand.desk.reading import read_plain
from evenhand.insights import quality as counted
from evenhand.insights import second_look
from evenhand.insights.agreement import Measure
from evenhand.insights.models import SecondReview
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline

CONFLICT, UNPROCESSABLE = 409, 422
PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "365": "Last year"}


@require_safe
@needs("decide")
def look(request: HttpRequest) -> HttpResponse:
    """The next text for this person, without a word on what was decided."""
    return _page(request, second_look.next_for(person(request)))


@require_POST
@needs("decide")
def answer(request: HttpRequest, review_id: int) -> HttpResponse:
    """Keep the answer and go on with the next."""
    found = get_object_or_404(SecondReview.objects.select_related("contribution__disposition"), pk=review_id)
    form, status = SecondLookForm(request.POST), UNPROCESSABLE
    if form.is_valid():
        data = form.cleaned_data
        try:
            second_look.answer(found, person(request), data["guideline"], data["reason"])
        except RefusedError as error:
            if not isinstance(error, ChangedError | ConflictError):
                form.refuse(error)
            else:
                messages.warning(request, str(error))
                return _page(request, second_look.next_for(person(request)), status=CONFLICT)
        else:
            messages.success(request, "Your answer is kept.")
            return redirect("desk:second_look")
    if not second_look.may_read(found, person(request)):  # a number in an address is no leave to read
        return _page(request, second_look.next_for(person(request)), status=CONFLICT)
    return _page(request, found, form, status)


@require_safe
@needs("see_queue")
def quality(request: HttpRequest) -> HttpResponse:
    """Agreement and reversals by guideline."""
    period, start = _period(request)
    lines, every = counted.by_guideline(start, timezone.now())
    place = {
        "here": "quality",
        "lines": lines,
        "every": every,
        "known": counted.known(start, timezone.now()),
        "too_many": [line for line in lines if line.too_many],
        "waiting": second_look.waiting().count(),
        "period": period,
        "periods": PERIODS,
        "shown": _shown,
    }
    return render(request, "desk/quality.html", place)


@require_safe
@needs("see_queue")
def quality_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    _, start = _period(request)
    lines, every = counted.by_guideline(start, timezone.now())
    reply = HttpResponse(content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="quality.csv"'
    table = csv.writer(reply)
    measures = [f"{name}{end}" for name in ("kappa", "ac1") for end in ("", "_low", "_high")]
    table.writerow(["guideline", "pairs", "agreed", *measures, "hidden", "reversed", "reversed_per_cent"])
    for line in (*lines, every):
        both = [part for one in (line.second.kappa, line.second.ac1) for part in _parts(one)]
        rate = "" if line.rate is None else line.rate
        table.writerow([line.code, line.second.pairs, line.second.agreed, *both, line.hidden, line.reversed, rate])
    return reply


def _parts(one: Measure | None) -> tuple[object, object, object]:
    return (one.value, one.low, one.high) if one is not None else ("", "", "")


def _shown(one: Measure | None) -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})" if one is not None else "not defined"


def _period(request: HttpRequest) -> tuple[str, datetime]:
    period = request.GET.get("period", "30")
    period = period if period in PERIODS else "30"
    return period, timezone.now() - timedelta(days=int(period))


def _page(
    request: HttpRequest, found: SecondReview | None, form: SecondLookForm | None = None, status: int = 200
) -> HttpResponse:
    place: dict[str, object] = {
        "here": "quality",
        "review": found,
        "form": form,
        "left": second_look.left_for(person(request)),
        "words": words,
    }
    if found is not None:
        rules = Guideline.objects.filter(policy_version=found.policy_version).exclude(code=policies.NO_GUIDELINE)
        place |= {"text": read_plain(found.version), "rules": rules.order_by("title"), "nothing": policies.NO_GUIDELINE}
    return render(request, "desk/second_look.html", place, status=status)
