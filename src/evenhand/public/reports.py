"""The form to report a comment, for everyone: where a channel takes no messages, or somebody has no account.

No name and no reason is asked for. What is done with a report stands in `support.form_reports`.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.cases.due import due_at
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.public.forms import LONGEST, NumberForm, ReportForm
from evenhand.public.open_forms import UNPROCESSABLE, page, turned_away
from evenhand.sanctions import references
from evenhand.support import form_reports

REPORTS_AN_HOUR = 20
LOOKS_AN_HOUR = 40
"""From one address, which a whole library or prison may share."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends."""
    if request.method != "POST":
        return page(request, "public/report.html", {"form": ReportForm(), "longest": LONGEST})
    away = turned_away(request, "report", REPORTS_AN_HOUR)
    if away is not None:
        return away
    sent_form = ReportForm(request.POST)
    if not sent_form.is_valid():
        return page(request, "public/report.html", {"form": sent_form, "longest": LONGEST}, UNPROCESSABLE)
    data = sent_form.cleaned_data
    report = form_reports.receive(Channel.objects.get(pk=data["channel"]), data["words"], data["link"])
    return redirect("report_sent", report.reference)


@never_cache
@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """The number to keep. The page is made from its address alone, so it tells nobody whether the number exists."""
    if references.read(number) != number:
        raise Http404("This is not a reference number of ours.")
    due = due_at(Case.Kind.MEMBER_REPORT, timezone.now())
    return page(request, "public/report_sent.html", {"number": number, "due": due})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest) -> HttpResponse:
    """How a report stands, for who has its number: that we acted or not, never what was done nor to whom."""
    if request.method != "POST":
        return page(request, "public/report_outcome.html", {"form": NumberForm(), "report": None})
    away = turned_away(request, "report-outcome", LOOKS_AN_HOUR)
    if away is not None:
        return away
    asked = NumberForm(request.POST)
    found = form_reports.look_up(asked.cleaned_data["number"]) if asked.is_valid() else None
    if found is None and asked.is_valid():
        asked.add_error("number", "We know no report with this number. Check it as it stood on the page.")
    status = UNPROCESSABLE if found is None else 200
    return page(request, "public/report_outcome.html", {"form": asked, "report": found}, status)
