"""Manual tasks: what the platforms' APIs cannot do, each with its link, its steps and how it ended."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.actions import closing
from evenhand.actions.manual import confirm, open_tasks
from evenhand.actions.models import ManualTask
from evenhand.cases.errors import RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.forms import TaskForm
from evenhand.desk.reading import read_latest

PAGE = 10
UNPROCESSABLE = 422


@require_safe
@needs("decide")
def tasks(request: HttpRequest) -> HttpResponse:
    """The list, oldest first."""
    return _page(request)


@require_POST
@needs("decide")
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Record that it was done, or why it could not be."""
    task = get_object_or_404(ManualTask, pk=task_id)
    form = TaskForm(request.POST)
    if form.is_valid():
        try:
            confirm(task, person(request), done=form.cleaned_data["ended"] == "done", note=form.cleaned_data["note"])
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("desk:tasks")
    return _page(request, task, form)


def _page(request: HttpRequest, failed: ManualTask | None = None, form: TaskForm | None = None) -> HttpResponse:
    page = Paginator(open_tasks(), PAGE).get_page(request.GET.get("page"))
    texts = read_latest([task.action.contribution for task in page.object_list])
    closings = list(closing.by_hand())
    place = {
        "closings": closings,
        "here": "tasks",
        "page": page,
        "texts": texts,
        "failed": failed,
        "form": form,
        "words": words,
    }
    return render(request, "desk/tasks.html", place, status=UNPROCESSABLE if form is not None else 200)
