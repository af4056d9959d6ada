"""The ledger of questions: what people asked on a day or in a week, and what became of each (clause 48)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases import ledger
from evenhand.cases.models import Case
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.due import Due, dues_of
from evenhand.desk.period import period_of
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One question; `text` is None where this person may not know who asked it."""

    case: Case
    text: Text | None
    due: Due | None


@require_safe
@needs("see_queue")
def questions(request: HttpRequest) -> HttpResponse:
    """The page."""
    user = person(request)
    period = period_of(request.GET.get("day"), request.GET.get("span"))
    asked = ledger.questions(period.start, period.end)
    page = Paginator(asked, PAGE).get_page(request.GET.get("page"))
    place = {
        "here": "questions",
        "period": period,
        "figures": ledger.figures(asked),
        "rows": _rows(user, list(page.object_list)),
        "page": page,
        "words": words,
    }
    return render(request, "desk/questions.html", place)


def _rows(user: User, cases: list[Case]) -> list[Row]:
    wanted = Contribution.objects.filter(pk__in=[case.contribution_id for case in cases])
    texts = read_latest(visible_contributions(user, wanted))
    dues = dues_of(cases)
    return [Row(case, texts.get(case.contribution_id), dues[case.pk]) for case in cases]
