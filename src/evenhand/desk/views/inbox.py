"""The inbox: what people ask of us on every channel, by who has it and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases.models import ASKED, Assignment, Case, Pause
from evenhand.cases.snoozing import put_off
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.conversation import Work, work_of
from evenhand.desk.paging import Capped
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible
from evenhand.people.models import User
from evenhand.people.permissions import may

PAGE = 25
BOXES = {
    "open": "Open",
    "mine": "Mine",
    "new": "New",
    "waiting": "Waiting for them",
    "off": "Put off",
    "closed": "Ended",
}
KINDS = (*ASKED, Case.Kind.MEMBER_REPORT, Case.Kind.APPEAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its words."""

    work: Work
    text: Text


@require_safe
@needs("see_queue")
def inbox(request: HttpRequest) -> HttpResponse:
    """The page."""
    user = person(request)
    box = request.GET.get("box", "open")
    box = box if box in BOXES else "open"
    page = Capped(_in_box(user, box), PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    texts = read_latest([case.contribution for case in cases])
    place = {
        "here": "inbox",
        "box": box,
        "boxes": BOXES,
        "page": page,
        "rows": [Row(work, texts[work.case.contribution_id]) for work in work_of(cases)],
        "may_decide": may(user, "decide"),
        "words": words,
    }
    return render(request, "desk/inbox.html", place)


def _in_box(user: User, box: str) -> QuerySet[Case]:
    rows = visible(user, Case.objects.filter(kind__in=KINDS))
    rows = rows.select_related("contribution__channel", "contribution__author")
    if box == "closed":
        return rows.filter(state=Case.State.CLOSED).order_by("-closed_at", "-pk")
    rows = rows.filter(state=Case.State.OPEN).order_by("due_at", "pk")
    if box == "off":
        return rows.filter(put_off())
    held = Assignment.objects.filter(case=OuterRef("pk"), released_at__isnull=True)
    waits = Exists(Pause.objects.filter(case=OuterRef("pk"), ended_at__isnull=True))
    rows = rows.exclude(put_off())
    if box == "mine":
        return rows.filter(Exists(held.filter(person=user)))
    if box == "waiting":
        return rows.filter(waits)
    return rows.exclude(Exists(held)).exclude(waits) if box == "new" else rows
