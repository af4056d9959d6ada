"""What is kept of a case: legal holds on it or its author, and the evidence pack for police or legal."""

from __future__ import annotations

import io
import zipfile

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.desk.access import needs, person
from evenhand.desk.forms import HoldForm, HouseForm, LiftForm, PackForm
from evenhand.desk.visible import visible
from evenhand.rights import access, holds, packs
from evenhand.rights.models import Hold
from evenhand.rights.packs import PURPOSES, Pack

UNPROCESSABLE = 422


@require_safe
@needs("handle_rights")
def kept(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page."""
    return _page(request, _case(request, case_id))


@require_POST
@needs("handle_rights")
def hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """Set a hold on the case, or on its author."""
    case, form = _case(request, case_id), HoldForm(request.POST)
    if form.is_valid():
        author = case.contribution.author
        on = author if form.cleaned_data["on"] == "author" else case
        try:
            if on is None:
                raise RefusedError("The platform does not say who wrote this. Hold the case.", "on")  # noqa: TRY301 (shown as the others are)
            holds.set_hold(on, person(request), form.cleaned_data["why"])
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "The hold stands. Neither retention nor erasure takes anything away from it.")
            return redirect("desk:kept", case.pk)
    return _page(request, case, form)


@require_POST
@needs("handle_rights")
def lift(request: HttpRequest, case_id: int, hold_id: int) -> HttpResponse:
    """Lift a hold of this case or its author."""
    case, form = _case(request, case_id), LiftForm(request.POST)
    row = get_object_or_404(_holds(case), pk=hold_id)
    if form.is_valid():
        try:
            holds.lift(row, person(request), form.cleaned_data["lifted_why"])
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "The hold is lifted.")
            return redirect("desk:kept", case.pk)
    return _page(request, case, form)


@require_POST
@needs("handle_rights")
def pack(request: HttpRequest, case_id: int) -> HttpResponse:
    """Make an evidence pack and hand it over as one file; nothing of it is kept here."""
    case, form = _case(request, case_id), PackForm(request.POST)
    if form.is_valid():
        try:
            made = packs.make(case, person(request), form.cleaned_data["purpose"], form.cleaned_data["reference"])
        except RefusedError as error:
            form.refuse(error)
        else:
            return _download(made)
    return _page(request, case, form)


def _download(made: Pack) -> HttpResponse:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{made.name}.json", made.data)
        file.writestr(f"{made.name}.pdf", made.pdf)
        file.writestr("SHA256SUMS", f"{made.data_digest}  {made.name}.json\n{made.pdf_digest}  {made.name}.pdf\n")
    answer = HttpResponse(stream.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}.zip"'
    return answer


def _page(request: HttpRequest, case: Case, form: HouseForm | None = None) -> HttpResponse:
    access.note_read(case, person(request))
    place = {"here": "queue", "case": case, "form": form, "holds": _holds(case), "purposes": PURPOSES}
    return render(request, "desk/kept.html", place, status=UNPROCESSABLE if form is not None else 200)


def _holds(case: Case) -> QuerySet[Hold]:
    author = case.contribution.author
    return holds.on_author(author) if author is not None else holds.standing().filter(case=case)


def _case(request: HttpRequest, case_id: int) -> Case:
    rows = Case.objects.select_related("contribution__channel", "contribution__author", "assessment")
    return get_object_or_404(visible(person(request), rows), pk=case_id)
