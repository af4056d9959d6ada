"""What people do for somebody at risk: advise, hand over, set a follow-up, and close with what was done.

Nothing here waits for an office, and nothing here is ever held against the person. Writing to them is `replying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.care.models import Advice, FollowUp, HandOver, Outcome
from evenhand.cases import queue
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_may_have
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Assignment, Case, Decision
from evenhand.cases.routing import MOST_URGENT
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records

WAITING_PRIORITY = 3
FURTHEST = timedelta(days=92)
SPOKEN = ("reply", "message")
ALONE = (
    "Nobody else has said that there is no danger. Ask a colleague who may see this case to read it and give advice, "
    "then close it."
)


def may_help(person: User) -> bool:
    """Whether somebody may act on cases of people at risk."""
    return may(person, "see_safeguarding") and may(person, "decide")


def helpers() -> list[User]:
    """Everybody who may, by name."""
    return [one for one in User.objects.filter(is_active=True).order_by("display_name", "pk") if may_help(one)]


@transaction.atomic
def advise(case: Case, person: User, words: str, *, no_danger: bool) -> Advice:
    """Say what should be done, as a second person."""
    locked = held(case, person)
    said = _said(words, "Say what you advise, and why.")
    made = Advice.objects.create(case=locked, person=person, no_danger=no_danger, words=said)
    note("care.advised", locked, person, {"no_danger": no_danger}, words=said)
    return made


@transaction.atomic
def hand_over(case: Case, person: User, to: User | None, words: str) -> HandOver:
    """Hand the case to a colleague, who has it from now on; or (`to` is None) to the safeguarding lead."""
    locked = held(case, person)
    said = _said(words, "Say what the next person needs to know.")
    if to is not None and (to.pk == person.pk or not to.is_active or not may_help(to)):
        raise RefusedError("Choose somebody else who may see cases of people at risk.", "to")
    if to is not None:
        check_may_have(to, locked.contribution)
    made = HandOver.objects.create(case=locked, by=person, to=to, note=said)
    Assignment.objects.filter(case=locked, released_at__isnull=True).update(released_at=timezone.now())
    if to is not None:
        queue.take(locked, to)
    locked.why = list(dict.fromkeys([*locked.why, f"Handed over to {to or 'the safeguarding lead'}."]))
    if to is None:  # nobody has it now, so somebody must hear of it
        locked.priority = MOST_URGENT
        queue.wake(locked, f"handed-over-{made.pk}")
    locked.save(update_fields=["why", "priority"])
    note("care.handed_over", locked, person, {"to": to.pk if to else None}, words=said)
    return made


@transaction.atomic
def follow_up(case: Case, person: User, due: datetime, words: str) -> FollowUp:
    """Have the case come back by itself at `due`; until then it is not the first in the queue."""
    locked = held(case, person)
    said = _said(words, "Say what is to be looked at then.")
    now = timezone.now()
    if due <= now:
        raise RefusedError("Choose a time that is still to come.", "due")
    if due > now + FURTHEST:
        raise RefusedError("Choose a time within the next three months.", "due")
    if FollowUp.objects.filter(case=locked, came_at__isnull=True).exists():
        raise RefusedError("A follow-up is set already. The case comes back for it; set the next one then.")
    made = FollowUp.objects.create(case=locked, person=person, note=said, due_at=due, made_at=now)
    locked.priority, locked.due_at = WAITING_PRIORITY, due
    locked.save(update_fields=["priority", "due_at"])
    note("care.follow_up_set", locked, person, {"due": due.isoformat()}, words=said)
    return made


@transaction.atomic
def close_helped(case: Case, person: User, done: Sequence[str], told: str, words: str) -> Outcome:
    """Close with what was done and who was told."""
    locked = held(case, person)
    known = [code for code in Outcome.DONE if code in done]
    if not known:
        raise RefusedError("Choose what was done.", "done")
    if "replied" in known and not replied(locked):
        raise RefusedError("No reply of ours is on record here. Write to the author first, or untick it.", "done")
    if not told.strip():
        raise RefusedError("Say who was told: a name or a team, and when.", "told")
    said = _said(words, "Say what happened.")
    outcome = Outcome(case=locked, person=person, kind=Outcome.Kind.HELPED, done=",".join(known), words=said)
    outcome.told = told.strip()
    return _close(locked, person, outcome)


@transaction.atomic
def close_without_danger(case: Case, person: User, words: str) -> Outcome:
    """Close since there was no danger: only where somebody else said so last."""
    locked = held(case, person)
    said = _said(words, "Say why there is no danger.")
    advice = Advice.objects.filter(case=locked).exclude(person=person).order_by("-pk").first()
    if advice is None:
        raise RefusedError(ALONE, "kind")
    if not advice.no_danger:
        raise RefusedError(f"{advice.person} advised that there may be danger. Speak with them first.", "kind")
    outcome = Outcome(case=locked, person=person, kind=Outcome.Kind.NO_DANGER, words=said, advice=advice)
    outcome.advice_person, outcome.advice_no_danger = advice.person, advice.no_danger
    return _close(locked, person, outcome)


def replied(case: Case) -> bool:
    """Whether what a person wrote to its author, in this case or one that it came back from, is there or on its way."""
    cases = Case.objects.filter(contribution=case.contribution_id, kind=Case.Kind.SAFEGUARDING)
    said = Decision.objects.filter(case__in=cases, actor=Decision.Actor.PERSON, measures__in=SPOKEN)
    lost = Action.objects.filter(decision=OuterRef("pk"), state__in=[Action.State.FAILED, Action.State.MOOT])
    return said.exclude(Exists(lost)).exists()  # one with no action yet is written down a moment later


def held(case: Case, person: User) -> Case:
    """The open case, locked after its author's lane; RefusedError where this person may not act on it."""
    if not may_help(person):
        raise RefusedError("Cases of people at risk are for approvers and safeguarding leads. Ask one of them.")
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    if locked.kind != Case.Kind.SAFEGUARDING:
        raise RefusedError("This is no case of a person at risk. Reload the page.")
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    return locked


def note(kind: str, case: Case, person: User, facts: dict[str, object], *, words: str) -> None:
    """Write a step to the record; the words are personal, so they can be erased."""
    records.append(
        kind,
        subject=f"contribution:{case.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"case": case.pk, **facts},
        content={"words": words} if words else None,
    )


def _close(case: Case, person: User, outcome: Outcome) -> Outcome:
    outcome.save(force_insert=True)
    facts: dict[str, object] = {"outcome": outcome.kind, "done": outcome.done, "advice": outcome.advice_id}
    note("care.closed", case, person, facts, words=f"{outcome.told}\n{outcome.words}".strip())
    queue.close(case, outcome=outcome.kind, actor=f"person:{person.pk}")
    queue.settle_disposition(queue.locked_contribution.get(case.contribution_id))
    return outcome


def _said(words: str, otherwise: str) -> str:
    said = words.strip()
    if not said:
        raise RefusedError(otherwise, "words")
    return said
