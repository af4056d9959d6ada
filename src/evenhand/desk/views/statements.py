"""The statement of reasons for a decision: read, changed, signed and sent, in English or Welsh, with its trail."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.changed import found_none_since
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned_by
from evenhand.desk.access import needs, person
from evenhand.desk.forms import StatementForm
from evenhand.desk.visible import visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.sanctions import statements
from evenhand.sanctions.models import Statement

LANGUAGES = {"en": "English", "cy": "Welsh"}
SAID = {
    "keep": "Your words are kept.",
    "sign": "You signed these words.",
    "send": "The statement is on its way to its author.",
}
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@needs("see_queue")
def statement(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The page."""
    return _page(request, _decision(person(request), decision_id), _language(request.GET.get("language")))


@require_POST
@needs("decide")
def keep(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Keep the words, and sign or send them where that was asked for."""
    user, language = person(request), _language(request.POST.get("language"))
    decision, form = _decision(user, decision_id), StatementForm(request.POST)
    step = next((name for name in ("sign", "send") if name in request.POST), "keep")
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            _take(step, decision, language, user, form)
        except RefusedError as error:
            form.refuse(error)
            status = CONFLICT if isinstance(error, ChangedError) else UNPROCESSABLE
        else:
            messages.success(request, SAID[step])
            return redirect(f"{reverse('desk:statement', args=[decision.pk])}?language={language}")
    return _page(request, decision, language, form, status)


@transaction.atomic
def _take(step: str, decision: Decision, language: str, user: User, form: StatementForm) -> None:
    row = statements.edit(decision, language, user, form.cleaned_data["words"], form.cleaned_data["seen"])
    if step == "sign":
        statements.sign(decision, language, user, row.number)
    elif step == "send":
        statements.send(decision, language, user, row.number)


def _page(
    request: HttpRequest, decision: Decision, language: str, form: StatementForm | None = None, status: int = 200
) -> HttpResponse:
    refusal, row, words, since = "", None, "", overturned_by(decision)
    try:
        row, words = statements.current(decision, language)
    except RefusedError as error:
        refusal = str(error)
    place = {
        "here": "queue",
        "decision": decision,
        "languages": LANGUAGES,
        "language": language,
        "row": row,
        "words": words,
        "unchecked": row.unchecked if row else bool(words) and statements.made(decision, language).unchecked,
        "since": f"{found_none_since(since)}, so this is not sent." if since is not None else "",
        "edits": row.edits.select_related("person").order_by("-number") if isinstance(row, Statement) else (),
        "refusal": refusal,
        "form": form,
        "can": may(person(request), "decide") and not refusal and not since and (row is None or row.sent_id is None),
    }
    return render(request, "desk/statement.html", place, status=status)


def _decision(user: User, decision_id: int) -> Decision:
    rows = Decision.objects.select_related("contribution__channel", "guideline", "person", "case")
    seen = visible_contributions(user, Contribution.objects.all())
    return get_object_or_404(rows.filter(contribution__in=seen), pk=decision_id)


def _language(wanted: str | None) -> str:
    return wanted if wanted in LANGUAGES else "en"
