"""The form of appeals for everyone: no account, no cookie of ours but the form's token, a number to keep.

Limits stand on the server: how long, how often from one address (people.visits), no files (middleware). What is done
with an appeal stands in `support` and `sanctions`.
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
from evenhand.public.forms import LONGEST, AppealForm, OutcomeForm
from evenhand.public.open_forms import UNPROCESSABLE, page, turned_away
from evenhand.sanctions import references
from evenhand.sanctions.appeals.looking_up import look_up
from evenhand.support import appeals

APPEALS_AN_HOUR = 20
LOOKS_AN_HOUR = 40
"""From one address, which a whole library or prison may share."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends."""
    if request.method != "POST":
        return page(request, "public/appeal.html", {"form": AppealForm(), "longest": LONGEST})
    away = turned_away(request, "appeal", APPEALS_AN_HOUR)
    if away is not None:
        return away
    sent_form = AppealForm(request.POST)
    if not sent_form.is_valid():
        return page(request, "public/appeal.html", {"form": sent_form, "longest": LONGEST}, UNPROCESSABLE)
    data = sent_form.cleaned_data
    appeal = appeals.receive(
        Channel.objects.get(pk=data["channel"]), data["handle"], data["words"], number=data["number"], link=data["link"]
    )
    return redirect("appeal_sent", appeal.reference)


@never_cache
@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """The number to keep. The page is made from its address alone, so it tells nobody whether the number exists."""
    if references.read(number) != number:
        raise Http404("This is not a reference number of ours.")
    due = due_at(Case.Kind.APPEAL, timezone.now())
    return page(request, "public/appeal_sent.html", {"number": number, "due": due})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest) -> HttpResponse:
    """How an appeal stands, for who knows its number and name."""
    if request.method != "POST":
        return page(request, "public/appeal_outcome.html", {"form": OutcomeForm(), "appeal": None})
    away = turned_away(request, "outcome", LOOKS_AN_HOUR)
    if away is not None:
        return away
    asked = OutcomeForm(request.POST)
    found = look_up(asked.cleaned_data["number"], asked.cleaned_data["handle"]) if asked.is_valid() else None
    if found is None and asked.is_valid():
        asked.add_error("number", "We know no appeal with this number and this name. Check both as you gave them.")
    status = UNPROCESSABLE if found is None else 200
    return page(request, "public/appeal_outcome.html", {"form": asked, "appeal": found}, status)
