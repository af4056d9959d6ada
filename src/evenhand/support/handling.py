"""Working on a case together: notes, hand-over, who writes in it now, and two cases of one person that are one.

Nothing here is sent to anybody outside. What is told to the person who asked stands in replying.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from evenhand.cases import queue, snoozing
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_may_have, check_not_named_in
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Assignment, Case, Pause
from evenhand.intake.models import Contribution
from evenhand.intake.words import storable
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import ContributionKind, PlatformState
from evenhand.records import services as records
from evenhand.support.models import Merge, Note, Writing

LONGEST = 5_000
STILL = timedelta(seconds=45)
"""Somebody who typed so lately is writing still."""


@transaction.atomic
def note(case: Case, person: User, words: str) -> Note:
    """Leave a note for colleagues; on a closed case too."""
    _may(person)
    made = Note.objects.create(case=case, person=person, words=_said(words, "note"))
    _record("case.noted", case, person, {"note": made.pk}, made.words)
    return made


@transaction.atomic
def hand_over(case: Case, person: User, to: User, words: str) -> Assignment:
    """Give a case to a colleague, with a note; by whoever has it, or by anybody while nobody has it."""
    locked, said = _open(case, person), _said(words, "note")
    if locked.kind == Case.Kind.SAFEGUARDING:
        raise RefusedError("A case of a person at risk has its own hand-over, above. Use that one.", "to")
    if to.pk == person.pk:
        raise RefusedError("Choose a colleague. To take the case yourself, press ‘Take this case’.", "to")
    if not may(to, "decide"):
        raise RefusedError(f"{to.shown_name}’s roles do not let them work on cases. Choose somebody else.", "to")
    check_may_have(to, locked.contribution)
    held = Assignment.objects.select_for_update().filter(case=locked, released_at__isnull=True).first()
    if held is not None and held.person_id not in {person.pk, to.pk} and not may(person, "keep_answers"):
        raise RefusedError(f"{held.person} has this case. Ask them, or a responder lead, to hand it over.", "to")
    if held is not None and held.person_id != to.pk:
        held.released_at = timezone.now()
        held.save(update_fields=["released_at"])
        held = None
    made = Note.objects.create(case=locked, kind=Note.Kind.HAND_OVER, person=person, to=to, words=said)
    _record("case.handed_over", locked, person, {"note": made.pk, "to": f"person:{to.pk}"}, said)
    return held or Assignment.objects.create(case=locked, person=to)


@transaction.atomic
def merge(case: Case, into: Case, person: User) -> Merge:
    """Let a case go on in another open one of the same person on the same channel; it closes and says so."""
    locked = _open(case, person)
    other = queue.locked_case.first(into.pk)
    if other is None or other.pk == locked.pk:
        raise RefusedError("Choose another case of the same person.", "into")
    ours, theirs = locked.contribution, other.contribution
    if ours.author_id is None or ours.author_id != theirs.author_id:
        raise RefusedError("Only cases of one and the same author are merged. Answer each.", "into")
    check_not_named_in(person, ours, theirs, what="merge them")
    if locked.kind != other.kind or locked.kind not in MERGEABLE:
        raise RefusedError("Only two questions, or two of one kind that ask for an answer, are merged.", "into")
    if other.state != Case.State.OPEN:
        raise ChangedError("That case was closed meanwhile. Nothing was merged. Reload the page.", "into")
    if not can_merge(locked).filter(pk=other.pk).exists():
        raise RefusedError(
            "That case waits for its author, what it is about is gone, or it is public and this one is not, so the "
            "answer would not arrive. Nothing was merged. Let that one go on in this one, or answer each.",
            "into",
        )
    made = Merge.objects.create(case=locked, into=other, person=person)
    queue.close(locked, outcome="closed", actor=f"person:{person.pk}", reason=f"It goes on in case {other.pk}.")
    other.priority = min(other.priority, locked.priority)
    other.due_at = min(one for one in (other.due_at, locked.due_at) if one is not None)
    other.save(update_fields=["priority", "due_at"])
    snoozing.bring_back(other, f"person:{person.pk}")
    for one, words in ((locked, f"Goes on in case {other.pk}."), (other, f"Case {locked.pk} goes on here.")):
        Note.objects.create(case=one, kind=Note.Kind.MERGE, person=person, words=words)
    _record("case.merged", locked, person, {"into": other.pk}, "")
    queue.settle_disposition(queue.locked_contribution.get(ours.pk))
    return made


def can_merge(case: Case) -> QuerySet[Case]:
    """The open cases that this one may go on in: an answer there arrives, no later, and no more in public than here."""
    if case.kind not in MERGEABLE or case.contribution.author_id is None:
        return Case.objects.none()
    rows = Case.objects.filter(kind=case.kind, state=Case.State.OPEN, contribution__author=case.contribution.author_id)
    rows = rows.exclude(Exists(Pause.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)))
    rows = rows.exclude(pk=case.pk).exclude(contribution__platform_state=PlatformState.GONE)
    if case.contribution.is_private:
        rows = rows.filter(contribution__kind=ContributionKind.DIRECT_MESSAGE)
    return rows.select_related("contribution").order_by("opened_at")


def gone_on_in(contribution: Contribution) -> list[Case]:
    """The cases that go on in those of this contribution, however often they were merged, oldest first."""
    found: dict[int, Case] = {}
    step = list(Case.objects.filter(merged_into__into__contribution=contribution).select_related("contribution"))
    while step:
        found |= {one.pk: one for one in step}
        further = Case.objects.filter(merged_into__into__in=step).exclude(pk__in=found)
        step = list(further.select_related("contribution"))
    return sorted(found.values(), key=lambda one: (one.opened_at, one.pk))


def is_writing(case: Case, person: User) -> None:
    """Note that `person` writes in the case now."""
    Writing.objects.update_or_create(case=case, person=person, defaults={"at": timezone.now()})


def others_writing(case: Case, person: User) -> list[User]:
    """Who else writes in the case now."""
    rows = Writing.objects.filter(case=case, at__gte=timezone.now() - STILL).exclude(person=person)
    return [row.person for row in rows.select_related("person").order_by("person__display_name", "pk")]


def stopped_writing(case: Case, person: User) -> None:
    """Note that `person` sent what they wrote."""
    Writing.objects.filter(case=case, person=person).delete()


MERGEABLE = frozenset({Case.Kind.QUESTION})


def _said(words: str, field: str) -> str:
    said = storable(words.replace("\r\n", "\n").strip())[0]
    if not said:
        raise RefusedError("Write the note: your colleague reads it.", field)
    if len(said) > LONGEST:
        raise RefusedError(f"Write at most {LONGEST:,} characters.", field)
    return said


def _may(person: User) -> None:
    if not may(person, "decide"):
        raise RefusedError("Your role does not work on cases. Ask a moderator.")


def _open(case: Case, person: User) -> Case:
    _may(person)
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    return locked


def _record(kind: str, case: Case, person: User, facts: dict[str, object], words: str) -> None:
    records.append(
        kind,
        subject=f"contribution:{case.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"case": case.pk, **facts},
        content={"words": words} if words else None,
    )
