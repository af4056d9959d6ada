"""Texts alike to one that was decided: seen first, hidden together, and shown again by one step."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import bulk
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Bulk, Decision
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.forms import TogetherForm, UndoForm, new_key
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User

CONFLICT, UNPROCESSABLE = 409, 422
LISTED = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One text alike."""

    contribution: Contribution
    text: Text
    left_out: str
    chosen: bool


@require_safe
@needs("decide")
def alike(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The preview: each text, who it reaches, and what is left out and why."""
    return _page(request, _decision(person(request), decision_id))


@require_POST
@needs("decide")
def hide(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Hide what is ticked; or count anew what is ticked, and do nothing."""
    user = person(request)
    decision, form, status = _decision(user, decision_id), TogetherForm(request.POST), UNPROCESSABLE
    if "count" in request.POST:
        form.as_written()
        return _page(request, decision, form)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = bulk.hide(decision, data["chosen"], user, data["reason"], key=data["key"])
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, f"Being hidden: {_said(made)}. One step shows them again.")
            return redirect("desk:together")
    return _page(request, decision, form, status)


@require_safe
@needs("decide")
def together(request: HttpRequest) -> HttpResponse:
    """What was hidden together, the latest first."""
    return _list(request)


@require_POST
@needs("decide")
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Show again what was hidden together; each waits for a decision of its own."""
    found, status = get_object_or_404(Bulk, pk=bulk_id), UNPROCESSABLE
    form = UndoForm(request.POST, auto_id=f"id_undo_{bulk_id}_%s")
    if form.is_valid():
        try:
            made = bulk.undo(found, person(request), form.cleaned_data["reason"])
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, f"Being shown again: {_said(made)}. Each is in the queue.")
            return redirect("desk:together")
    return _list(request, form, bulk_id, status)


def _said(made: Bulk) -> str:
    comments = "1 comment" if made.contributions == 1 else f"{made.contributions} comments"
    return f"{comments} by {'1 account' if made.authors == 1 else f'{made.authors} accounts'}"


def _decision(user: User, decision_id: int) -> Decision:
    rows = Decision.objects.select_related("guideline", "contribution__channel", "contribution__author", "version")
    seen = visible_contributions(user, Contribution.objects.all())
    return get_object_or_404(rows.filter(contribution__in=seen), pk=decision_id)


def _page(
    request: HttpRequest, decision: Decision, form: TogetherForm | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    looked = bulk.search(decision, user)
    found = [one for one in (*looked.fit, *looked.left_out) if not one.contribution.is_private]
    texts = read_latest([decision.contribution, *(one.contribution for one in found)])
    ticked = {int(one) for one in form["chosen"].value() or [] if str(one).isdigit()} if form else None
    rows = [
        Row(
            one.contribution,
            texts[one.contribution.pk],
            one.left_out,
            not one.left_out and (ticked is None or one.contribution.pk in ticked),
        )
        for one in found
    ]
    chosen = [row.contribution for row in rows if row.chosen]
    place = {
        "here": "queue",
        "decision": decision,
        "text": texts[decision.contribution_id],
        "rows": [row for row in rows if not row.left_out],
        "left_out": [row for row in rows if row.left_out],
        "chosen": len(chosen),
        "authors": bulk.authors_of(chosen),
        "form": form,
        "most": bulk.MOST,
        "looked_at": bulk.LOOKED_AT if looked.stopped else 0,
        "key": new_key(),
        "words": words,
    }
    return render(request, "desk/alike.html", place, status=status)


def _list(request: HttpRequest, form: UndoForm | None = None, about: int = 0, status: int = 200) -> HttpResponse:
    rows = Bulk.objects.filter(what=Bulk.What.HIDE).select_related("person", "guideline", "undone_by__person")
    place = {"here": "queue", "rows": rows.order_by("-pk")[:LISTED], "form": form, "about": about}
    return render(request, "desk/together.html", place, status=status)
