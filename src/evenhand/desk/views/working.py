"""Working on a case together: notes, hand-over, putting off, merging, another kind, and who else writes in it now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import rerouting, snoozing
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.desk import answer_box, conversation, words
from evenhand.desk.access import needs, person
from evenhand.desk.forms import HouseForm
from evenhand.desk.views.case import act, case_of
from evenhand.desk.visible import hidden_kinds, visible
from evenhand.desk.working_forms import HandOverForm, MergeForm, NoteForm, RerouteForm, SnoozeForm, moment_of
from evenhand.intake.models import Author
from evenhand.people.models import User
from evenhand.support import handling


@require_POST
@needs("decide")
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Leave a note; it is never sent."""
    form = NoteForm(request.POST, auto_id="id_note_%s")
    return act(request, case_id, form, _note, "Your note is kept. Only colleagues read it.")


@require_POST
@needs("decide")
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case to a colleague."""
    form = HandOverForm(request.POST, auto_id="id_hand_over_%s")
    return act(request, case_id, form, _hand_over, "The case is handed over.")


@require_POST
@needs("decide")
def snooze(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the case off."""
    form = SnoozeForm(request.POST, auto_id="id_snooze_%s")
    return act(request, case_id, form, _snooze, "The case is put off. Its clock goes on.")


@require_POST
@needs("decide")
def wake(request: HttpRequest, case_id: int) -> HttpResponse:
    """Bring it back now."""
    return act(request, case_id, HouseForm(request.POST), _wake, "The case is back.")


@require_POST
@needs("decide")
def merge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let it go on in another case of the same person."""
    form = MergeForm(request.POST, auto_id="id_merge_%s")
    return act(request, case_id, form, _merge, "The case goes on in the other one.")


@require_POST
@needs("decide")
def reroute(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that it is of another kind."""
    form = RerouteForm(request.POST, auto_id="id_reroute_%s")
    return act(request, case_id, form, _reroute, "It goes on as what you said, with that one’s own clock.")


@require_POST
@needs("decide")
def writing(request: HttpRequest, case_id: int) -> HttpResponse:
    """What htmx tells while somebody types: noted, and answered with who else writes and what is too long."""
    user = person(request)
    found = case_of(user, case_id)
    handling.is_writing(found, user)
    excess = answer_box.excess(found, request.POST.get("answer", ""), privately="answer_privately" in request.POST)
    place = {"others_writing": handling.others_writing(found, user), "excess": excess}
    return render(request, "desk/parts/writing_told.html", place)


@require_safe
@needs("decide")
def others(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who else writes in the case now: the part of the page that htmx asks for again."""
    user = person(request)
    place = {"others_writing": handling.others_writing(case_of(user, case_id), user)}
    return render(request, "desk/parts/writing_names.html", place)


@require_safe
@needs("see_queue")
def thread(request: HttpRequest, author_id: int) -> HttpResponse:
    """All that one person and we wrote to each other on a channel."""
    author = get_object_or_404(Author.objects.select_related("channel"), pk=author_id)
    page = conversation.gather(author, person(request))
    if not page.said:
        raise Http404  # nothing of theirs that this person may see, nor that there is any
    place = {"here": "inbox", "page": page, "words": words}
    return render(request, "desk/conversation.html", place)


def _note(case: Case, user: User, form: HouseForm) -> None:
    handling.note(case, user, form.cleaned_data["note"])


def _hand_over(case: Case, user: User, form: HouseForm) -> None:
    to = User.objects.filter(pk=form.cleaned_data["to"], is_active=True).first()
    if to is None or case.kind in hidden_kinds(to):
        raise RefusedError("Choose a colleague who may see this case.", "to")
    handling.hand_over(case, user, to, form.cleaned_data["note"])


def _snooze(case: Case, user: User, form: HouseForm) -> None:
    snoozing.snooze(case, user, moment_of(form.cleaned_data["until"]), form.cleaned_data["why"])


def _wake(case: Case, user: User, _form: HouseForm) -> None:
    snoozing.wake(case, user)


def _merge(case: Case, user: User, form: HouseForm) -> None:
    into = visible(user, Case.objects.all()).filter(pk=form.cleaned_data["into"]).first()
    if into is None:
        raise RefusedError("Choose another case of the same person.", "into")
    handling.merge(case, into, user)


def _reroute(case: Case, user: User, form: HouseForm) -> Case:
    return rerouting.reroute(case, user, form.cleaned_data["kind"])
