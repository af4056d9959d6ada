"""A second person's look: which text they get next, without what was decided, and what follows where they disagree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.cases import queue
from evenhand.cases.conflict import check_not_named, is_named
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.models import Case
from evenhand.insights.drawing import chance
from evenhand.insights.models import SecondReview
from evenhand.intake.models import Disposition
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.appeals.taking_part import part_of

AT_ONCE = 200
LONGEST = 500
DISAGREES = "Somebody who read it without knowing what was decided came to another answer. Look at it again."


def waiting() -> QuerySet[SecondReview]:
    """What nobody answered yet, but for what is gone or turned out since to be from somebody at risk."""
    rows = SecondReview.objects.filter(done_at__isnull=True, version__erased_at__isnull=True)
    rows = rows.exclude(contribution__versions__assessments__at_risk=True)
    return rows.exclude(contribution__cases__kind=Case.Kind.SAFEGUARDING)


def may_read(review: SecondReview, person: User) -> bool:
    """Whether this person may be shown the text: it waits, they had no part in it, and it does not name them."""
    if not waiting().filter(pk=review.pk).exists():
        return False
    return not _had_part(review, person) and not is_named(person, review.contribution)


def next_for(person: User) -> SecondReview | None:
    """What this person could read next, in an order that tells nothing of its kind; None where nothing is left."""
    return next(_open_to(person), None)


def left_for(person: User) -> int:
    """How many wait that this person could read."""
    return sum(1 for _ in _open_to(person))


@transaction.atomic
def answer(review: SecondReview, person: User, guideline: str, reason: str) -> SecondReview:
    """Keep a second person's answer ('none': nothing is breached). RefusedError, ConflictError, ChangedError."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide cases. Ask a moderator or an approver.")
    hold_lane(review.contribution)
    locked = SecondReview.objects.select_for_update().get(pk=review.pk)
    if locked.done_at is not None:
        raise ChangedError("Somebody else answered this in the meantime.")
    if not waiting().filter(pk=locked.pk).exists():
        raise ChangedError("This is not for a second look any more: it is gone, or is looked at by itself.")
    if _had_part(locked, person):
        raise ConflictError("You had a part in what was decided here, so somebody else reads it.")
    check_not_named(person, locked.version.text, what="read it")
    if not Guideline.objects.filter(policy_version=locked.policy_version, code=guideline).exists():
        raise RefusedError("Choose a guideline of the policy, or that nothing is breached.", "guideline")
    if len(reason.strip()) > LONGEST:
        raise RefusedError(f"Write at most {LONGEST} characters.", "reason")
    locked.person, locked.guideline, locked.reason = person, guideline, reason.strip()
    locked.done_at = timezone.now()
    locked.save(update_fields=["person", "guideline", "reason", "done_at"])
    records.append(
        "quality.second_review",
        subject=f"contribution:{locked.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"review": locked.pk, "kind": locked.kind, "first": locked.first_guideline, "second": guideline},
        content={"reason": locked.reason} if locked.reason else None,
    )
    _follow(locked)
    return locked


def _follow(review: SecondReview) -> None:
    """Where one says breach and the other none, the case is looked at again with open eyes."""
    none = policies.NO_GUIDELINE
    if review.kind == SecondReview.Kind.TEST or (review.first_guideline == none) == (review.guideline == none):
        return
    contribution = review.contribution
    if contribution.disposition.state == Disposition.State.GONE:
        return
    queue.open_case(contribution, Case.Kind.REVIEW, priority=2, why=(DISAGREES,))
    queue.settle_disposition(contribution)


def _open_to(person: User) -> Iterator[SecondReview]:
    rows = waiting().select_related("draw", "decision__contribution", "contribution__channel", "contribution__post")
    found = rows.select_related("version", "policy_version").order_by("draw__day", "pk")[:AT_ONCE]
    for review in sorted(found, key=lambda one: (one.draw.day, chance(one.draw.seed, f"order:{one.pk}"))):
        if not _had_part(review, person) and not is_named(person, review.contribution):
            yield review


def _had_part(review: SecondReview, person: User) -> bool:
    return review.first_person_id == person.pk or (
        review.decision is not None and bool(part_of(person, review.decision))
    )
