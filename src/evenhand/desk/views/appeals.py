"""Appeals: those whose decision is to be found, those that wait and those that ended; and their figures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case
from evenhand.desk import steps, words
from evenhand.desk.access import needs, person
from evenhand.desk.appeal_page import asked_in, standing_for_form, where
from evenhand.desk.forms import CloseForm, FindForm, HouseForm
from evenhand.desk.reading import read_form
from evenhand.desk.visible import visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.appeals import figures as counted
from evenhand.sanctions.models import Appeal

PAGE = 25
SHOWN = {"open": "Open", "ended": "Ended"}
PERIODS = {"90": "90 days", "365": "A year", "all": "All"}
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@needs("see_queue")
def appeals(request: HttpRequest) -> HttpResponse:
    """The list: open ones first due, those without a decision first; or those that ended, newest first."""
    which = "ended" if request.GET.get("show") == "ended" else "open"
    rows = Appeal.objects.select_related("decision__guideline", "channel", "case", "decided_by", "message__channel")
    if which == "open":
        rows = rows.filter(state=Appeal.State.OPEN).annotate(to_find=Q(decision__isnull=True))
        rows = rows.order_by("-to_find", "due_at", "pk")
    else:
        rows = rows.exclude(state__in=[Appeal.State.OPEN, Appeal.State.JOINED]).order_by("-ended_at")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    place = {"here": "appeals", "which": which, "shown": SHOWN, "page": page, "words": words, "where": where}
    return render(request, "desk/appeals.html", place)


@require_safe
@needs("see_queue")
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """One appeal whose decision is to be found; where it has a case, or its message has, that case."""
    found = _appeal(person(request), appeal_id)
    case = found.case
    if case is None and found.message is not None:
        case = Case.objects.filter(contribution=found.message, kind=Case.Kind.APPEAL, state=Case.State.OPEN).first()
    return _page(request, found) if case is None else redirect("desk:case", case.pk)


@require_POST
@needs("decide")
def find(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Say which decision it is against."""

    def step(found: Appeal, user: User, form: HouseForm) -> None:
        if found.channel is None:
            raise RefusedError("This appeal names no channel. Close it, and say so.", "where")
        receiving.found(found, steps.decision_in(form, found.channel), Appeal.How.PERSON, user)

    return _act(request, appeal_id, FindForm(request.POST), step, "A case for the appeal is open.")


@require_POST
@needs("decide")
def close(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Close it: there is nothing to look at again."""

    def step(found: Appeal, user: User, form: HouseForm) -> None:
        deciding.close(found, user, form.cleaned_data["reasons"])

    return _act(request, appeal_id, CloseForm(request.POST), step, "The appeal is closed.")


@require_safe
@needs("see_queue")
def figures(request: HttpRequest) -> HttpResponse:
    """How many appeals came in, by guideline, and how they ended."""
    period, start = _period(request)
    lines, every = counted.by_guideline(counted.received(start, timezone.now()))
    place = {"here": "appeals", "lines": lines, "every": every, "period": period, "periods": PERIODS}
    return render(request, "desk/appeal_figures.html", place)


@require_safe
@needs("see_queue")
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    _, start = _period(request)
    lines, every = counted.by_guideline(counted.received(start, timezone.now()))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="appeals.csv"'
    table = csv.writer(answer)
    table.writerow(["guideline", "received", "upheld", "turned_down", "ended_otherwise", "open", "median_days"])
    for line in (*lines, every):
        row = [line.received, line.upheld, line.turned_down, line.other, line.open]
        table.writerow([line.code or "not_found", *row, "" if line.days is None else line.days])
    return answer


def _act(
    request: HttpRequest,
    appeal_id: int,
    form: HouseForm,
    step: Callable[[Appeal, User, HouseForm], None],
    said: str,
) -> HttpResponse:
    user, status = person(request), UNPROCESSABLE
    found = _appeal(user, appeal_id)
    if form.is_valid():
        try:
            step(found, user, form)
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, said)
            found.refresh_from_db()
            return redirect("desk:case", found.case_id) if found.case_id else redirect("desk:appeals")
    return _page(request, found, form, status)


def _page(request: HttpRequest, found: Appeal, form: HouseForm | None = None, status: int = 200) -> HttpResponse:
    user = person(request)
    place = {
        "here": "appeals",
        "appeal": found,
        "asked": asked_in(found, user),
        "where": where(found),
        "link": read_form(found, "link"),
        "form": form,
        "can": found.state == Appeal.State.OPEN and may(user, "decide"),
        "candidates": standing_for_form(found) if found.decision_id is None else (),
    }
    return render(request, "desk/appeal.html", place, status=status)


def _appeal(user: User, appeal_id: int) -> Appeal:
    """An appeal that this person may see: one in a message that also reports somebody is hidden as that is."""
    found = get_object_or_404(Appeal.objects.select_related("channel", "message", "decided_by"), pk=appeal_id)
    if found.message_id is not None:
        get_object_or_404(visible_contributions(user, Contribution.objects.all()), pk=found.message_id)
    return found


def _period(request: HttpRequest) -> tuple[str, datetime]:
    period = request.GET.get("period", "90")
    period = period if period in PERIODS else "90"
    now = timezone.now()
    return period, now - timedelta(days=int(period)) if period.isdigit() else now - timedelta(days=36_500)
