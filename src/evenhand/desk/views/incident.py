"""Incident mode: switching it on and off, and who works on what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import incidents
from evenhand.cases.errors import RefusedError
from evenhand.desk.access import needs, person
from evenhand.desk.adding_forms import MOMENT
from evenhand.desk.forms import HouseForm
from evenhand.desk.visible import hidden_kinds
from evenhand.judgement.models import Incident
from evenhand.people.permissions import may
from evenhand.support import library

UNPROCESSABLE = 422
BEFORE = 10
FOR_NOW = timedelta(hours=4)


class IncidentForm(HouseForm):
    """Why it is switched on, until when, and which approved answers come first."""

    step = "incident"
    why = forms.CharField(
        max_length=incidents.MOST_WHY,
        error_messages={"required": "Say what has happened. Everybody at the desk reads it."},
    )
    until = forms.DateTimeField(
        input_formats=[MOMENT], error_messages={"required": "Say when it ends.", "invalid": "Give a day and a time."}
    )
    answers = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.fields["answers"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]  # a choice field


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_queue")
def incident(request: HttpRequest) -> HttpResponse:
    """The page, and what switches it on."""
    library_now = list(library.current())
    form = (
        IncidentForm(request.POST, codes=[row.answer.code for row in library_now]) if request.method == "POST" else None
    )
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            incidents.start(person(request), why=data["why"], until=data["until"], answers=tuple(data["answers"]))
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "Incident mode is on.")
            return redirect("desk:incident")
    user = person(request)
    on = incidents.current()
    place = {
        "here": "incident",
        "on": on,
        "form": form,
        "values": {name: form[name].value() or "" for name in form.fields} if form else _empty(),
        "library": library_now,
        "first": [row for row in library_now if on and row.answer.code in on.answers],
        "staffing": incidents.staffing(hidden_kinds(user)),
        "before": Incident.objects.exclude(state="on")
        .select_related("started_by", "ended_by")
        .order_by("-pk")[:BEFORE],
        "may_run": may(user, "run_incident"),
    }
    return render(request, "desk/incident.html", place, status=UNPROCESSABLE if form is not None else 200)


@require_POST
@needs("run_incident")
def end(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Switch it off."""
    incidents.end(get_object_or_404(Incident, pk=incident_id), person(request))
    messages.success(request, "Incident mode is off.")
    return redirect("desk:incident")


def _empty() -> dict[str, object]:
    return {"until": timezone.localtime(timezone.now() + FOR_NOW).strftime(MOMENT), "answers": []}
