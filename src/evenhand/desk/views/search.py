"""Searching what people wrote, newest first, a page at a time; only what the person who searches may see."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases.models import Case
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible, visible_contributions
from evenhand.intake import searching
from evenhand.intake.models import Contribution
from evenhand.people.models import User

PAGE = 25
ROUNDS = 8
"""So often more is asked for where most of what was found is not for this person; then the page is shorter."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution with its latest text; `changed`: the words stood in an earlier one. Its open cases."""

    contribution: Contribution
    text: Text
    changed: bool
    cases: tuple[Case, ...]


@require_safe
@needs("see_queue")
def search(request: HttpRequest) -> HttpResponse:
    """The page."""
    user = person(request)
    said = request.GET.get("q", "").strip()[: searching.LONGEST]
    asked = searching.words_of(said)
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else searching.LAST  # noqa: PLR2004 (digits of a key)
    found, last = _found(user, asked, before)
    place = {
        "here": "inbox",
        "said": said,
        "asked": asked,
        "rows": _rows(user, found),
        "older": urlencode({"q": said, "before": last}) if last else "",
        "words": words,
    }
    return render(request, "desk/search.html", place)


def _found(user: User, asked: tuple[str, ...], before: int) -> tuple[dict[Contribution, int], int]:
    """A page of contributions with the version that was found, and where the next page begins; 0: there is none."""
    found: dict[Contribution, int] = {}
    for _ in range(ROUNDS):
        hits = searching.newest(asked, PAGE + 1, before)
        wanted = Contribution.objects.filter(pk__in=[hit.contribution for hit in hits])
        rows = {row.pk: row for row in visible_contributions(user, wanted).select_related("channel", "author")}
        for number, hit in enumerate(hits):
            if len(found) == PAGE:
                return found, hits[number - 1].version if number else before
            if hit.contribution in rows:
                found.setdefault(rows[hit.contribution], hit.version)
        if len(hits) <= PAGE:
            return found, 0
        before = hits[-1].version
    return found, before


def _rows(user: User, found: dict[Contribution, int]) -> list[Row]:
    texts = read_latest(found)
    cases: dict[int, list[Case]] = {}
    rows = visible(user, Case.objects.filter(contribution__in=list(found), state=Case.State.OPEN))
    for case in rows.order_by("priority", "pk"):
        cases.setdefault(case.contribution_id, []).append(case)
    made = []
    for contribution, version in found.items():
        text = texts[contribution.pk]
        changed = text.version is not None and text.version.pk != version
        made.append(Row(contribution, text, changed, tuple(cases.get(contribution.pk, ()))))
    return made
