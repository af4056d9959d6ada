"""Stuck work: tasks that nobody tries any more, each blocking its lane until a person decides."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand import work
from evenhand.desk.access import needs, person
from evenhand.people.permissions import may

PAGE = 20


@require_safe
@needs("see_dead_letters")
def dead_letters(request: HttpRequest) -> HttpResponse:
    """The list, oldest first. It holds ids and codes, nothing personal."""
    page = Paginator(work.dead_letters(), PAGE).get_page(request.GET.get("page"))
    place = {"here": "dead", "page": page, "may_skip": may(request.user, "skip_dead")}
    return render(request, "desk/dead_letters.html", place)


@require_POST
@needs("skip_dead")
def retry(request: HttpRequest, task_id: int) -> HttpResponse:
    """Try it again from now."""
    try:
        work.retry_dead(task_id, f"person:{person(request).pk}")
    except work.WorkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Task {task_id} is tried again now.")
    return redirect("desk:dead_letters")


@require_POST
@needs("skip_dead")
def skip(request: HttpRequest, task_id: int) -> HttpResponse:
    """Pass over it for good, so that what waits behind it goes on."""
    try:
        work.skip_dead(task_id, f"person:{person(request).pk}")
    except work.WorkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Task {task_id} is passed over. What waited behind it goes on.")
    return redirect("desk:dead_letters")
