"""What one person and we wrote to each other on a channel, in order, and the work on it. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.actions.models import Action
from evenhand.cases import snoozing
from evenhand.cases.models import Assignment, Case, Pause
from evenhand.desk import words
from evenhand.desk.due import Due, dues_of
from evenhand.desk.passages import Passage
from evenhand.desk.reading import read_latest
from evenhand.desk.visible import unhidden, visible, visible_contributions
from evenhand.intake.models import Author, Contribution
from evenhand.people.models import User

MOST = 200
SPEAKS = ("reply", "message", "warn")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was written: by them (`ours` false) or in our name; `state` says how far ours is."""

    at: datetime
    ours: bool
    who: str
    how: str
    passages: tuple[Passage, ...]
    text: str = ""
    state: str = ""
    colour: str = "grey"
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One case of the person: its state in words, who has it, when it is due."""

    case: Case
    state: str
    owner: User | None
    due: Due | None


@dataclass(frozen=True, slots=True)
class Page:
    """The whole conversation."""

    author: Author
    said: tuple[Said, ...]
    more: int
    work: tuple[Work, ...]


def gather(author: Author, user: User) -> Page:
    """Read what `user` may see of it."""
    rows = visible_contributions(user, Contribution.objects.filter(author=author))
    rows = rows.select_related("channel").order_by("-published_at", "-pk")
    theirs = list(rows[:MOST])
    said = [*_theirs(author, theirs), *_ours(theirs, user)]
    cases = visible(user, Case.objects.filter(contribution__in=theirs)).select_related("contribution")
    return Page(
        author=author,
        said=tuple(sorted(said, key=lambda one: one.at)),
        more=max(rows.count() - MOST, 0),
        work=tuple(work_of(list(cases.order_by("state", "-pk")[:MOST]))),
    )


def work_of(cases: list[Case]) -> list[Work]:
    """The state of each case, in as many queries for one as for all."""
    dues = dues_of(cases)
    keys = [case.pk for case in cases]
    held = Assignment.objects.filter(case__in=keys, released_at__isnull=True).select_related("person")
    owners = {row.case_id: row.person for row in held}
    off = set(Case.objects.filter(snoozing.put_off(), pk__in=keys).values_list("pk", flat=True))
    waits = set(Pause.objects.filter(case__in=keys, ended_at__isnull=True).values_list("case", flat=True))
    return [Work(case, _state(case, owners, off, waits), owners.get(case.pk), dues[case.pk]) for case in cases]


def _state(case: Case, owners: dict[int, User], off: set[int], waits: set[int]) -> str:
    if case.state == Case.State.CLOSED:
        return words.OUTCOMES.get(case.outcome, case.outcome.replace("_", " ").capitalize())
    if case.pk in off:
        return "Put off"
    if case.pk in waits:
        return "Waiting for them"
    return f"With {owners[case.pk].shown_name}" if case.pk in owners else "New"


def _theirs(author: Author, rows: list[Contribution]) -> list[Said]:
    texts = read_latest(rows)
    who = author.display_name or author.handle or "Somebody"
    return [
        Said(
            row.published_at,
            ours=False,
            who=who,
            how=words.KINDS.get(row.kind, row.kind),
            passages=texts[row.pk].passages,
            removed=texts[row.pk].removed,
        )
        for row in rows
    ]


def _ours(rows: list[Contribution], user: User) -> list[Said]:
    found = Action.objects.filter(unhidden(user, "decision__case"), contribution__in=rows, operation__in=SPEAKS)
    actions = found.select_related("person")
    return [
        Said(
            one.done_at or one.created_at,
            ours=True,
            who=one.person.shown_name if one.person else "Sent automatically",
            how={"reply": "in public", "message": "privately"}.get(one.operation, "warning"),
            passages=(),
            text=one.text,
            state="Delivered" if one.state == Action.State.DONE else one.get_state_display(),
            colour=words.ACTION_COLOURS.get(one.state, "blue"),
        )
        for one in actions
    ]
