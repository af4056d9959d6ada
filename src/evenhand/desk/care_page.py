"""What the page of a person at risk shows besides the case: cards to send, who can help, and what was done so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.care import cards, helping
from evenhand.care.cards import LANGUAGES, Offered
from evenhand.care.models import FollowUp, Outcome
from evenhand.cases.models import Case, Decision
from evenhand.desk.care_forms import LATER
from evenhand.people.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, for the timeline."""

    title: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CarePage:
    """All of it."""

    offered: tuple[Offered, ...]
    languages: dict[str, str]
    language: str
    colleagues: tuple[User, ...]
    waiting: FollowUp | None
    replied: bool
    done: dict[str, str]
    later: dict[str, str]
    so_far: tuple[Step, ...]
    outcome: Outcome | None


def gather(case: Case, user: User, text: str) -> CarePage:
    """Read it; `text` is what was written, in which prisons are looked for."""
    waiting = case.follow_ups.filter(came_at__isnull=True).select_related("person").first()
    judged = case.assessment
    return CarePage(
        offered=cards.offered(text),
        languages=LANGUAGES,
        language=judged.language if judged is not None and judged.language in LANGUAGES else "en",
        colleagues=tuple(one for one in helping.helpers() if one.pk != user.pk),
        waiting=waiting,
        replied=helping.replied(case),
        done=Outcome.DONE,
        later=LATER,
        so_far=_so_far(case),
        outcome=Outcome.objects.filter(case=case).select_related("person", "advice_person").first(),
    )


def _so_far(case: Case) -> tuple[Step, ...]:
    """Everything that people did on it, newest first; a case that came back shows what went before."""
    cases = Case.objects.filter(contribution=case.contribution, kind=Case.Kind.SAFEGUARDING)
    steps: list[Step] = []
    for one in cases:
        for advice in one.advice.select_related("person"):
            title = "Advice: no danger" if advice.no_danger else "Advice: there may be danger"
            steps.append(Step(title, advice.person.shown_name, advice.at, advice.words))
        for over in one.hand_overs.select_related("by", "to"):
            title = f"Handed over to {over.to.shown_name if over.to else 'the safeguarding lead'}"
            steps.append(Step(title, over.by.shown_name, over.at, over.note))
        for later in one.follow_ups.select_related("person"):
            title = "A follow-up that came back" if later.came_at else "A follow-up was set"
            steps.append(Step(title, later.person.shown_name, later.came_at or later.made_at, later.note))
        for ended in Outcome.objects.filter(case=one).select_related("person"):
            told = f" Told: {ended.told}." if ended.told else ""
            title = "; ".join(ended.done_list()) or "Closed: there was no danger"
            steps.append(Step(title, ended.person.shown_name, ended.at, f"{ended.words}{told}"))
    replies = Decision.objects.filter(case__in=cases, measures__in=helping.SPOKEN).select_related("person")
    steps.extend(
        Step("Replied", said.person.shown_name, said.decided_at, str(said.texts[said.measures]))
        for said in replies
        if said.person is not None
    )
    return tuple(sorted(steps, key=lambda one: one.at, reverse=True))
