"""What a case's page shows of people featured: at whom it is aimed, who was told, and all that is one case."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.cases.models import Case
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible, visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may

MOST = 50
TOLD = {
    Welfare.State.PLANNED: "is being told",
    Welfare.State.SENT: "was told by mail, without the words",
    Welfare.State.FAILED: "could not be told by mail: ring them",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody at whom it is aimed, and whether their contact was told."""

    person: Featured
    told: str


@dataclass(frozen=True, slots=True)
class One:
    """One of many; `case` is the number of its open case, 0 without."""

    contribution: Contribution
    text: Text
    case: int


@dataclass(frozen=True, slots=True)
class Hounded:
    """Somebody hounded, and all that was aimed at them."""

    person: Featured
    all: tuple[One, ...]

    @property
    def accounts(self) -> int:
        """How many accounts wrote them."""
        return len({one.contribution.author_id for one in self.all})

    @property
    def posts(self) -> int:
        """Under how many posts."""
        return len({one.contribution.post_id for one in self.all})


@dataclass(frozen=True, slots=True)
class AimedPage:
    """All of it."""

    people: tuple[Target, ...]
    hounded: tuple[Hounded, ...]


def gather(case: Case, user: User) -> AimedPage:
    """Read it."""
    here = Aimed.objects.filter(contribution=case.contribution).select_related("featured").order_by("pk")
    told = {one.featured_id: one for one in Welfare.objects.filter(case__contribution=case.contribution)}
    people = tuple(
        Target(one.featured, _told(told.get(one.featured_id), user))
        for one in here
        if one.kind == Aimed.Kind.ATTACK or one.featured_id in told
    )
    houndings = Hounding.objects.filter(case=case).select_related("featured", "case").order_by("pk")
    return AimedPage(people, tuple(_hounded(one, case, user) for one in houndings))


def _hounded(hounding: Hounding, case: Case, user: User) -> Hounded:
    rows = hounding_rows(hounding)
    found = visible_contributions(user, Contribution.objects.filter(pk__in=[one.contribution_id for one in rows]))
    contributions = list(found.select_related("author", "channel").order_by("-published_at"))
    texts = read_latest(contributions)
    reviews = Case.objects.filter(contribution__in=contributions, kind=Case.Kind.REVIEW, state=Case.State.OPEN)
    cases = dict(visible(user, reviews.exclude(pk=case.pk)).values_list("contribution_id", "pk"))
    every = tuple(One(one, texts[one.pk], cases.get(one.pk, 0)) for one in contributions)
    return Hounded(hounding.featured, every)


def _told(welfare: Welfare | None, user: User) -> str:
    if welfare is not None and welfare.state == Welfare.State.FAILED and not may(user, "keep_staff"):
        return "could not be told by mail: ask an approver or a safeguarding lead to ring them"
    return TOLD[Welfare.State(welfare.state)] if welfare is not None else "was not told"


def hounding_rows(hounding: Hounding) -> list[Aimed]:
    """What a case of many counts: all since it began, until it was closed."""
    rows = Aimed.objects.filter(featured=hounding.featured, seen_at__gte=hounding.since)
    if hounding.case.closed_at is not None:
        rows = rows.filter(seen_at__lte=hounding.case.closed_at)
    return list(rows.order_by("-seen_at")[:MOST])
