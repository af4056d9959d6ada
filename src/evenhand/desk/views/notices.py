"""A notice of complaint about a contribution: written down on a page of its own, from its case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.clock import notice_due, said
from evenhand.desk.access import needs, person
from evenhand.desk.forms import NoticeForm
from evenhand.desk.reading import read_latest
from evenhand.desk.visible import visible
from evenhand.rights import notices

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs("decide")
def notice(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page, and what it sends."""
    rows = visible(person(request), Case.objects.select_related("contribution__channel"))
    case = get_object_or_404(rows, pk=case_id)
    if request.method != "POST":
        return _page(
            request, case, NoticeForm(initial={"received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")})
        )
    form = NoticeForm(request.POST)
    if form.is_valid():
        try:
            made = notices.receive(case.contribution, person(request), notices.Received(**form.cleaned_data))
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The notice is on record. Act on it by {said(timezone.localtime(made.due_at))}.")
            return redirect("desk:case", made.case_id)
    return _page(request, case, form, UNPROCESSABLE)


def _page(request: HttpRequest, case: Case, form: NoticeForm, status: int = 200) -> HttpResponse:
    now = timezone.localtime()
    place = {
        "here": "queue",
        "case": case,
        "form": form,
        "text": read_latest([case.contribution])[case.contribution_id],
        "now_due": said(notice_due(now)),
    }
    return render(request, "desk/notice.html", place, status=status)
