"""Erasing a person: looked at first, asked for by one person, confirmed by another. What is done cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import RefusedError
from evenhand.channels.models import Channel
from evenhand.desk.access import needs, person
from evenhand.desk.erasure_forms import AskForm, WhoForm
from evenhand.desk.forms import HouseForm
from evenhand.intake.models import Author
from evenhand.rights import erasing, log
from evenhand.rights.models import Erasure

PAGE = 20
UNPROCESSABLE = 422
DONE = "Erased from every table, and from the files that we wrote."


@require_safe
@needs("handle_rights")
def erasures(request: HttpRequest) -> HttpResponse:
    """Every erasure, those that wait for a second person first; and whom to look for."""
    return _list(request)


@require_POST
@needs("handle_rights")
def look(request: HttpRequest) -> HttpResponse:
    """What would go, before anybody asks for it."""
    form = WhoForm(request.POST)
    if form.is_valid():
        channel = Channel.objects.filter(pk=form.cleaned_data["channel"]).first()
        try:
            if channel is None:
                raise RefusedError("Choose the channel on which they wrote.", "channel")  # noqa: TRY301 (shown as the others are)
            found = erasing.find(channel, form.cleaned_data["author"])
        except RefusedError as error:
            form.refuse(RefusedError(str(error), error.field or "author"))
        else:
            return redirect("desk:erasure_of", found.pk)
    return _list(request, form, UNPROCESSABLE)


@require_safe
@needs("handle_rights")
def of(request: HttpRequest, author_id: int) -> HttpResponse:
    """One author, what would go, and the form to ask for it."""
    return _author(request, get_object_or_404(Author.objects.select_related("channel"), pk=author_id))


@require_POST
@needs("handle_rights")
def ask(request: HttpRequest, author_id: int) -> HttpResponse:
    """Ask for it; nothing is erased before another person confirms it."""
    author, form = get_object_or_404(Author.objects.select_related("channel"), pk=author_id), AskForm(request.POST)
    if form.is_valid():
        try:
            made = erasing.ask(author, person(request), form.cleaned_data["why"], form.cleaned_data["reference"])
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is asked for. Another person has to confirm it.")
            return redirect("desk:erasure", made.pk)
    return _author(request, author, form, UNPROCESSABLE)


@require_safe
@needs("handle_rights")
def one(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """One erasure: what it would take away, or took."""
    rows = Erasure.objects.select_related("author__channel", "channel", "asked_by", "confirmed_by")
    row = get_object_or_404(rows, pk=erasure_id)
    waits = row.state == Erasure.State.ASKED and row.author is not None
    place = {
        "here": "requests",
        "row": row,
        "waits": waits,
        "kept": erasing.kept(row.author) if row.author and row.state != Erasure.State.WITHDRAWN else (),
        "mine": row.asked_by_id == person(request).pk,
        "told": erasing.preview(row.author) if waits and row.author else None,
    }
    counts = place["told"].counts if isinstance(place["told"], erasing.Preview) else row.counts
    return render(request, "desk/erasure.html", {**place, "counts": _named(counts)})


@require_POST
@needs("handle_rights")
def confirm(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """Confirm it as the second person: it is done at once."""

    def step(row: Erasure) -> str:
        done = erasing.confirm(row, person(request))
        for path in done.moved:
            messages.warning(request, f"{path} is not where we wrote it. Find the copy and destroy it.")
        return DONE

    return _step(request, erasure_id, step)


@require_POST
@needs("handle_rights")
def withdraw(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """Take it back, while nobody has confirmed it."""

    def step(row: Erasure) -> str:
        erasing.withdraw(row, person(request))
        return "Taken back. Nothing was erased."

    return _step(request, erasure_id, step)


def _step(request: HttpRequest, erasure_id: UUID, step: Callable[[Erasure], str]) -> HttpResponse:
    row = get_object_or_404(Erasure, pk=erasure_id)
    try:
        said = step(row)
    except (RefusedError, log.ErasureLogError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("desk:erasure", row.pk)


def _list(request: HttpRequest, form: HouseForm | None = None, status: int = 200) -> HttpResponse:
    rows = Erasure.objects.select_related("channel", "author", "asked_by", "confirmed_by")
    place = {
        "here": "requests",
        "page": Paginator(rows.order_by("state", "-asked_at"), PAGE).get_page(request.GET.get("page")),
        "channels": Channel.objects.order_by("platform", "name"),
        "form": form,
    }
    return render(request, "desk/erasures.html", place, status=status)


def _author(request: HttpRequest, author: Author, form: HouseForm | None = None, status: int = 200) -> HttpResponse:
    told = erasing.preview(author)
    place = {
        "here": "requests",
        "author": author,
        "told": told,
        "counts": _named(told.counts),
        "reasons": Erasure.Why.choices,
        "form": form,
    }
    return render(request, "desk/erasure_of.html", place, status=status)


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Figures by what people call the rows."""
    names = ((apps.get_model(label)._meta.verbose_name_plural, number) for label, number in counts.items())  # noqa: SLF001 (Django's public-by-custom _meta)
    return sorted((str(name).capitalize(), number) for name, number in names if number)
