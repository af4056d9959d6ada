"""One block: what it stands on, and where the same person stands on the body's other channels (clause 22)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.block_forms import EndForm, SameForm, SecondForm
from evenhand.desk.forms import HouseForm
from evenhand.sanctions import linking, second_word
from evenhand.sanctions.models import Block, SamePerson
from evenhand.sanctions.same_person import Said

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
@needs("decide")
def block(request: HttpRequest, block_id: uuid.UUID) -> HttpResponse:
    """The page."""
    return _page(request, _block(block_id))


@require_POST
@needs("decide")
def same(request: HttpRequest, block_id: uuid.UUID) -> HttpResponse:
    """Say that an account on another channel is the same person's."""
    found = _block(block_id)
    form = SameForm(request.POST, channels=[one.channel for one in linking.elsewhere(found)])

    def say() -> None:
        data = form.cleaned_data
        said = Said(data["account"], data["how"], data["evidence"])
        linking.say(found, data["channel"], said, person(request))

    return _taken(request, found, form, say, "Recorded. An approver is to look at it before anything follows.")


@require_POST
@needs("approve_block")
def second(request: HttpRequest, block_id: uuid.UUID, same_id: int) -> HttpResponse:
    """The second person's look: block the other account too, or find that it is somebody else's."""
    found, said = _block(block_id), get_object_or_404(SamePerson, pk=same_id)
    form = SecondForm(request.POST, auto_id=f"id_second_{same_id}_%s")

    def look() -> None:
        if form.cleaned_data["answer"] == "approve":
            linking.approve(said, found, person(request))
        else:
            linking.end(said, person(request), form.cleaned_data["reason"])

    return _taken(request, found, form, look, "Your answer is recorded.", said)


@require_POST
@needs("decide")
def end(request: HttpRequest, block_id: uuid.UUID, same_id: int) -> HttpResponse:
    """Find that two accounts are two persons', or that nobody can tell."""
    found, said = _block(block_id), get_object_or_404(SamePerson, pk=same_id)
    form = EndForm(request.POST, auto_id=f"id_end_{same_id}_%s")

    def find() -> None:
        linking.end(said, person(request), form.cleaned_data["reason"])

    return _taken(request, found, form, find, "Recorded. What was blocked for it is being lifted.", said)


def _taken(  # noqa: PLR0913, PLR0917 (a step, its form, what to say, and the part of the page)
    request: HttpRequest,
    found: Block,
    form: HouseForm,
    step: Callable[[], None],
    said: str,
    about: SamePerson | None = None,
) -> HttpResponse:
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            step()
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, said)
            return redirect("desk:block_page", found.pk)
    return _page(request, _block(found.pk), form, about, status)


def _block(block_id: uuid.UUID) -> Block:
    rows = Block.objects.select_related("author", "channel", "approved_by", "linked__origin__author")
    return get_object_or_404(rows, pk=block_id)


def _page(
    request: HttpRequest,
    found: Block,
    form: HouseForm | None = None,
    about: SamePerson | None = None,
    status: int = 200,
) -> HttpResponse:
    others = linking.elsewhere(found) if found.linked is None else []
    place = {
        "here": "blocks",
        "block": found,
        "breach": found.decisions()[0],
        "others": others,
        "free": [one.channel for one in others if one.same is None] if second_word.stands(found) else [],
        "form": form,
        "about": about,
        "ways": SamePerson.How.choices,
        "user": person(request),
        "stands": second_word.stands(found),
        "words": words,
    }
    return render(request, "desk/block.html", place, status=status)
