"""The watch-list of active court cases: who is on it, putting one on, taking one off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import watching
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import WatchedCase
from evenhand.desk.access import needs, person
from evenhand.desk.post_forms import WatchForm

UNPROCESSABLE = 422
MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_watch_list")
def watch_list(request: HttpRequest) -> HttpResponse:
    """The list, and the form that puts a case on it."""
    form = WatchForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            made = watching.watch(person(request), form.watched())
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, f"‘{made.title}’ is watched. What names it comes to the queue as a legal case.")
            return redirect("desk:watch_list")
    rows = list(WatchedCase.objects.select_related("added_by").order_by("-pk")[:MOST])
    today = timezone.localdate()
    values = {name: form[name].value() or "" for name in form.fields} if form else {}
    place = {
        "here": "posts",
        "form": form,
        "values": values,
        "now": [row for row in rows if row.ended_at is None and row.until >= today],
        "over": [row for row in rows if row.ended_at is not None or row.until < today],
    }
    return render(request, "desk/watch_list.html", place, status=UNPROCESSABLE if form is not None else 200)


@require_POST
@needs("keep_watch_list")
def end(request: HttpRequest, watched_id: int) -> HttpResponse:
    """Take one off the list."""
    watching.end(get_object_or_404(WatchedCase, pk=watched_id), person(request))
    messages.success(request, "It is no longer watched.")
    return redirect("desk:watch_list")
