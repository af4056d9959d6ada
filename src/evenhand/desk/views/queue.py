"""The queue: open cases, most urgent first; taking one and giving it back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.care import alerts
from evenhand.cases import queue as cases
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.desk import listing, words
from evenhand.desk.access import needs, person
from evenhand.desk.views.adding import offered
from evenhand.desk.visible import visible
from evenhand.people.permissions import may


@require_safe
@needs("see_queue")
def queue(request: HttpRequest) -> HttpResponse:
    """The list with its filter and counts."""
    user = person(request)
    choice = listing.chosen(request.GET)
    filters = listing.groups(user, choice)
    page, rows = listing.page_of(listing.narrowed(user, choice), request.GET.get("page"))
    query = urlencode(choice, doseq=True)
    place = {
        "here": "queue",
        "rows": rows,
        "page": page,
        "counts": listing.counts(user),
        "filters": filters,
        "tags": listing.tags(filters, choice, reverse("desk:queue")),
        "query": f"{query}&" if query else "",
        "by_due": "due" in choice["order"],
        "may_decide": may(user, "decide"),
        "nobody_on_call": alerts.is_nobody(),
        "added_by_hand": offered(),
        "words": words,
        "left": listing.left_to_others(user) if "all" not in choice["themes"] else (0, 0),
    }
    return render(request, "desk/queue.html", place)


@require_POST
@needs("decide")
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a case and open it."""
    user = person(request)
    case = get_object_or_404(visible(user, Case.objects.all()), pk=case_id)
    try:
        cases.take(case, user)
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("desk:case", case.pk)


@require_POST
@needs("decide")
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give a case back to the queue."""
    user = person(request)
    case = get_object_or_404(visible(user, Case.objects.all()), pk=case_id)
    cases.release(case, user)
    messages.success(request, "The case is back in the queue.")
    return redirect("desk:queue")
