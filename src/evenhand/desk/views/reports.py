"""Reports by the public form: those whose comment is to be found, and those that ended.

For those who may know reporters: what somebody wrote may tell who they are. Where its comment is found, the work is on
that comment's case.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.forms import HouseForm
from evenhand.desk.reading import read_form
from evenhand.desk.report_forms import LetBeForm, MeantForm
from evenhand.desk.report_page import candidates, meant_by
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.support import form_reports
from evenhand.support.models import FormReport

PAGE = 25
SHOWN = {"open": "To be found", "found": "Found", "ended": "Ended"}
STATES = {"open": ["open"], "found": ["found"], "ended": ["told", "closed"]}
UNPROCESSABLE = 422


@require_safe
@needs("see_reporter")
def reports(request: HttpRequest) -> HttpResponse:
    """The list, the first due first; what has ended, newest first."""
    which = request.GET.get("show", "open")
    which = which if which in SHOWN else "open"
    order = "-ended_at" if which == "ended" else "due_at"
    rows = FormReport.objects.filter(state__in=STATES[which]).select_related("channel", "case", "closed_by")
    page = Paginator(rows.order_by(order, "pk"), PAGE).get_page(request.GET.get("page"))
    waiting = FormReport.objects.filter(state=FormReport.State.OPEN).count()
    texts = {row.pk: read_form(row, "words" if row.words else "link") for row in page.object_list}
    place = {
        "here": "reports",
        "which": which,
        "shown": SHOWN,
        "page": page,
        "texts": texts,
        "words": words,
        "waiting": waiting,
    }
    return render(request, "desk/reports.html", place)


@require_safe
@needs("see_reporter")
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report; where its comment is found, that comment's case."""
    found = _report(report_id)
    return _page(request, found) if found.case_id is None else redirect("desk:case", found.case_id)


@require_POST
@needs("see_reporter")
def meant(request: HttpRequest, report_id: int) -> HttpResponse:
    """Say which comment is meant."""

    def step(found: FormReport, user: User, form: HouseForm) -> None:
        form_reports.say(found, meant_by(found, form), user)

    return _act(request, report_id, MeantForm(request.POST), step, "Counted on the case of that comment.")


@require_POST
@needs("see_reporter")
def close(request: HttpRequest, report_id: int) -> HttpResponse:
    """Nobody can tell which comment is meant."""

    def step(found: FormReport, user: User, form: HouseForm) -> None:
        form_reports.close(found, user, form.cleaned_data["reasons"])

    return _act(request, report_id, LetBeForm(request.POST), step, "The report is closed.")


def _act(
    request: HttpRequest,
    report_id: int,
    form: HouseForm,
    step: Callable[[FormReport, User, HouseForm], None],
    said: str,
) -> HttpResponse:
    found = _report(report_id)
    if form.is_valid():
        try:
            step(found, person(request), form)
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, said)
            return redirect("desk:reports")
    return _page(request, found, form, UNPROCESSABLE)


def _page(request: HttpRequest, found: FormReport, form: HouseForm | None = None, status: int = 200) -> HttpResponse:
    can = found.state == FormReport.State.OPEN and may(person(request), "decide")
    place = {
        "here": "reports",
        "report": found,
        "text": read_form(found),
        "link": read_form(found, "link"),
        "where": f"{words.platform(found.channel.platform)} ({found.channel.name})",
        "form": form,
        "can": can,
        "candidates": candidates(found) if can else (),
    }
    return render(request, "desk/report.html", place, status=status)


def _report(report_id: int) -> FormReport:
    return get_object_or_404(FormReport.objects.select_related("channel", "closed_by"), pk=report_id)
