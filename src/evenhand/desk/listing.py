"""The queue as a page: which cases are shown, how they can be narrowed down, and the counts above them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from evenhand.actions.models import ManualTask
from evenhand.cases.ledger import overdue
from evenhand.cases.models import Assignment, Case
from evenhand.cases.queue import open_cases
from evenhand.cases.snoozing import put_off
from evenhand.desk import words
from evenhand.desk.due import Due, due_today, dues_of
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import hidden_kinds, visible
from evenhand.judgement.models import Guideline, PolicyActivation
from evenhand.people import comfort
from evenhand.people.models import User

PAGE = 20
SELF_HARM = "self_harm_detail"
FIELDS = ("kind", "platform", "guideline", "who", "due", "order", "themes")
WHO = {"mine": "Mine", "free": "Not taken", "off": "Put off"}
DUE = {"overdue": "Overdue", "today": "Due today"}
ORDER = {"due": "Due first"}


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the filter: the name of its field, its heading and its options (value, words, chosen)."""

    field: str
    heading: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    case: Case
    text: Text
    taken_by: User | None
    due: Due | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures above the list."""

    waiting: int
    urgent: int
    overdue: int
    mine: int
    off: int
    tasks: int


def chosen(query: QueryDict) -> dict[str, list[str]]:
    """What was chosen in the filter, by field; unknown fields fall away."""
    return {field: [value for value in query.getlist(field) if value] for field in FIELDS}


def narrowed(user: User, choice: dict[str, list[str]]) -> QuerySet[Case]:
    """The open cases this person may see, narrowed down, most urgent first or by their due time."""
    rows = visible(user, open_cases())
    rows = rows if "all" in choice["themes"] else without_left_themes(user, rows)
    rows = rows.filter(put_off()) if "off" in choice["who"] else rows.exclude(put_off())
    if choice["kind"]:
        rows = rows.filter(kind__in=choice["kind"])
    if choice["platform"]:
        rows = rows.filter(contribution__channel__platform__in=choice["platform"])
    if choice["guideline"]:
        # the first finding is the most serious one; the key path reads alike on both stores
        rows = rows.filter(assessment__findings__0__guideline_id__in=choice["guideline"])
    if "mine" in choice["who"]:
        rows = rows.filter(assignments__person=user, assignments__released_at__isnull=True)
    elif "free" in choice["who"]:
        rows = rows.exclude(assignments__in=Assignment.objects.filter(released_at__isnull=True))
    times = [which for name, which in (("overdue", overdue()), ("today", due_today())) if name in choice["due"]]
    if times:
        rows = rows.filter(reduce(or_, times))
    return rows.order_by("due_at", "priority", "pk") if "due" in choice["order"] else rows


def without_left_themes(user: User, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Without the cases of themes that this person leaves to others; what they have taken stays theirs."""
    themes = comfort.of(user).themes
    if not themes:
        return rows
    mine = Q(assignments__person=user, assignments__released_at__isnull=True)
    return rows.exclude(pk__in=Case.objects.filter(_of_themes(themes)).exclude(mine).values("pk"))


def left_to_others(user: User) -> tuple[int, int]:
    """How many open cases of their left themes this person is not shown, and how many of these are most urgent."""
    themes = comfort.of(user).themes
    if not themes:
        return 0, 0
    rows = visible(user, Case.objects.filter(state=Case.State.OPEN)).exclude(put_off())
    hidden = rows.exclude(pk__in=without_left_themes(user, rows).values("pk"))
    return hidden.count(), hidden.filter(priority=1).count()


def _of_themes(themes: Collection[str]) -> Q:
    """Cases in which one of these is found among the four most serious; with self-harm, those of people at risk."""
    found = reduce(or_, (Q(**{f"assessment__findings__{n}__guideline_id__in": list(themes)}) for n in range(4)))
    return found | Q(kind=Case.Kind.SAFEGUARDING) if SELF_HARM in themes else found


def page_of(cases: QuerySet[Case], number: str | None) -> tuple[Page[Case], list[Row]]:
    """One page of cases with their texts, due times and who has them, in as many queries for one as for all."""
    page = Paginator(cases, PAGE).get_page(number)
    found = list(page.object_list)
    texts = read_latest([case.contribution for case in found])
    takers = {
        row.case_id: row.person
        for row in Assignment.objects.filter(case__in=found, released_at__isnull=True).select_related("person")
    }
    dues = dues_of(found)
    return page, [Row(case, texts[case.contribution_id], takers.get(case.pk), dues[case.pk]) for case in found]


def counts(user: User) -> Counts:
    """The figures above the list, of what this person may see; what is put off is counted apart, as in the list."""
    mine = Q(assignments__person=user, assignments__released_at__isnull=True)
    rows = without_left_themes(user, visible(user, Case.objects.filter(state=Case.State.OPEN)))
    figures = rows.exclude(put_off()).aggregate(
        waiting=Count("pk", distinct=True),
        urgent=Count("pk", filter=Q(priority=1), distinct=True),
        overdue=Count("pk", filter=overdue(), distinct=True),
        mine=Count("pk", filter=mine, distinct=True),
    )
    off = rows.filter(put_off()).count()
    return Counts(**figures, off=off, tasks=ManualTask.objects.filter(state=ManualTask.State.OPEN).count())


def next_for(user: User) -> Case | None:
    """The case to open next: this person's own first, else the most urgent that nobody has; None when none waits."""
    mine = narrowed(user, {**chosen(QueryDict()), "who": ["mine"]}).first()
    return mine or narrowed(user, {**chosen(QueryDict()), "who": ["free"]}).first()


def groups(user: User, choice: dict[str, list[str]]) -> list[Group]:
    """The filter's groups with what is chosen in them."""
    kinds = [(code, name) for code, name in words.CASES.items() if code not in hidden_kinds(user)]
    platforms = [(str(code), name) for code, name in words.PLATFORMS.items()]
    return [
        _group("kind", "Kind of work", kinds, choice),
        _group("platform", "Platform", platforms, choice),
        _group("guideline", "Main guideline", _guidelines(), choice),
        _group("who", "Whose", list(WHO.items()), choice),
        _group("due", "When it is due", list(DUE.items()), choice),
        _group("order", "Order", list(ORDER.items()), choice),
    ]


def tags(filters: Sequence[Group], choice: dict[str, list[str]], address: str) -> list[dict[str, str]]:
    """What is chosen, each with the address that takes it off again."""
    made = []
    for group in filters:
        for value, text, on in group.options:
            if on:
                rest = {**choice, group.field: [one for one in choice[group.field] if one != value]}
                query = urlencode(rest, doseq=True)
                made.append({"group": group.heading, "text": text, "href": f"{address}?{query}" if query else address})
    return made


def _group(field: str, heading: str, options: list[tuple[str, str]], choice: dict[str, list[str]]) -> Group:
    return Group(field, heading, tuple((value, text, value in choice[field]) for value, text in options))


def _guidelines() -> list[tuple[str, str]]:
    latest = PolicyActivation.objects.order_by("-number").values("policy_version")[:1]
    rows = Guideline.objects.filter(policy_version__in=latest).exclude(code="none").order_by("position")
    return list(rows.values_list("code", "title"))
