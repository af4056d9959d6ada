"""The library of approved answers: searched by everybody, kept by a responder lead or a policy owner."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.desk.access import needs, person
from evenhand.desk.forms import HouseForm
from evenhand.desk.library_forms import MONTHS, EntryForm, RetireForm, as_it_is
from evenhand.people.permissions import may
from evenhand.policy.answers import VARIABLES
from evenhand.support import library
from evenhand.support.models import Answer, AnswerVersion
from evenhand.support.models.answers import LANGUAGES
from evenhand.support.ranking import told_words

UNPROCESSABLE, CONFLICT = 422, 409
STANDING = {"all": "All", "unchecked": "To be checked", "past": "Past their review", "retired": "Retired"}


@require_safe
@needs("see_queue")
def answers(request: HttpRequest) -> HttpResponse:
    """The list, by topic."""
    chosen = request.GET.get("which", "all")
    chosen = chosen if chosen in STANDING else "all"
    wanted = request.GET.get("q", "").strip()[:200]
    rows = [row for row in _listed(chosen) if _holds(row, wanted)]
    place = {
        "here": "answers",
        "topics": [(topic, list(those)) for topic, those in groupby(rows, key=lambda row: row.topic)],
        "number": len(rows),
        "any": Answer.objects.exists(),
        "chosen": chosen,
        "standing": STANDING,
        "wanted": wanted,
        "languages": LANGUAGES,
        "today": timezone.localdate(),
        "can": may(person(request), "keep_answers"),
    }
    return render(request, "desk/answers.html", place)


@require_safe
@needs("see_queue")
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """One answer: its words, its trail, and the form that changes it."""
    return _page(request, _answer(answer_id))


@require_safe
@needs("keep_answers")
def new(request: HttpRequest) -> HttpResponse:
    """The form for another answer."""
    return _entry(request, None)


@require_POST
@needs("keep_answers")
def make(request: HttpRequest) -> HttpResponse:
    """Put it into the library."""
    form = EntryForm(request.POST)
    if form.is_valid():
        try:
            made = library.make(person(request), form.draft())
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "The answer is in the library.")
            return redirect("desk:approved_answer", made.pk)
    return _entry(request, form, UNPROCESSABLE)


@require_POST
@needs("keep_answers")
def edit(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Keep the next version."""
    found, form = _answer(answer_id), EntryForm(request.POST)
    step = lambda: library.edit(found, person(request), form.draft(), form.cleaned_data["seen"])  # noqa: E731 (one call, made once the form is read)
    return _act(request, found, form, step, "The next version is kept.")


@require_POST
@needs("keep_answers")
def retire(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Take it out of use."""
    found, form = _answer(answer_id), RetireForm(request.POST, auto_id="id_retire_%s")
    step = lambda: library.retire(found, person(request), form.cleaned_data["why"])  # noqa: E731 (as above)
    return _act(request, found, form, step, "The answer is retired. It is suggested no more.")


def _act(request: HttpRequest, found: Answer, form: HouseForm, step: Callable[[], object], said: str) -> HttpResponse:
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            step()
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, said)
            return redirect("desk:approved_answer", found.pk)
    return _page(request, _answer(found.pk), form, status)


def _page(request: HttpRequest, found: Answer, form: HouseForm | None = None, status: int = 200) -> HttpResponse:
    versions = list(found.versions.select_related("made_by").prefetch_related("texts__checked_by").order_by("-number"))
    latest = versions[0]
    entry = form if isinstance(form, EntryForm) else EntryForm(initial=as_it_is(latest))
    place = {
        "here": "answers",
        "answer": found,
        "latest": latest,
        "versions": versions,
        "used": latest.answer.versions.filter(uses__isnull=False).values("uses").count(),
        "refusals": {text.language: _refusal(latest, text.language) for text in latest.texts.all()},
        "form": form,
        "entry": entry,
        "months": MONTHS,
        "languages": LANGUAGES,
        "variables": VARIABLES,
        "can": may(person(request), "keep_answers") and found.retired_at is None,
    }
    return render(request, "desk/approved_answer.html", place, status=status)


def _entry(request: HttpRequest, form: EntryForm | None, status: int = 200) -> HttpResponse:
    place = {
        "here": "answers",
        "form": form,
        "entry": form or EntryForm(initial={"review_in": "6", "seen": 0}),
        "months": MONTHS,
        "languages": LANGUAGES,
        "variables": VARIABLES,
    }
    return render(request, "desk/answer_new.html", place, status=status)


def _refusal(version: AnswerVersion, language: str) -> str:
    return next(library.why_not(text) for text in version.texts.all() if text.language == language)


def _listed(chosen: str) -> QuerySet[AnswerVersion]:
    if chosen == "retired":
        return library.latest().filter(answer__retired_at__isnull=False)
    rows = library.current()
    if chosen == "unchecked":
        return rows.filter(texts__checked=False).distinct()
    return rows.filter(review_on__lt=timezone.localdate()) if chosen == "past" else rows


def _holds(row: AnswerVersion, wanted: str) -> bool:
    text = " ".join((row.title, row.topic, row.asked, *(one.words for one in row.texts.all()))).casefold()
    return all(word in text for word in told_words(wanted))


def _answer(answer_id: int) -> Answer:
    return get_object_or_404(Answer.objects.select_related("retired_by"), pk=answer_id)
