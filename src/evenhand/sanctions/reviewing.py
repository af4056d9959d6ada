"""Whether a block is still needed: asked on its review date, and at once where more are made than 'on rare occasions'.

Clause 41: the body says how many blocks in a month it expects; each one above that is looked at again by somebody other
than who approved it. Every block has a review date, and comes up when it is due. Lifting is open to any approver.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.models import Case
from evenhand.cases.standing import overturned
from evenhand.clock import said_day
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.models import Block

REVIEW = Case.Kind.BLOCK_REVIEW
DUE = "The block was to be looked at again on {day}. Is it still needed?"
TOO_MANY = "{count} blocks in {days} days, where at most {most} are expected. Is this one needed?"
STANDING = (Block.State.PLANNED, Block.State.IN_FORCE)
OWN = Block.objects.exclude(ground=Block.Ground.LINKED)
"""Blocks with a ground of their own: those that follow one are looked at with it, and are one person's still."""
LOOKED_AT = "This block was looked at or lifted in the meantime. Go back to the list of blocks."
LIFTING = "This block is being lifted already, so there is nothing to answer. Go back to the list of blocks."
NO_GROUND = "What this block stands on was found to be no breach since, so it does not stay. Lift it."


@dataclass(frozen=True, slots=True)
class Budget:
    """How many blocks were approved in the last `days` days, and how many the body expects."""

    count: int
    most: int
    days: int

    @property
    def exceeded(self) -> bool:
        """Whether there are more than the body expects."""
        return self.count > self.most


def budget(now: datetime) -> Budget:
    """The blocks of the last days, those that were lifted since included."""
    days = settings.BLOCK_BUDGET_DAYS
    rows = OWN.filter(approved_at__gt=now - timedelta(days=days), approved_at__lte=now)
    return Budget(count=rows.count(), most=settings.BLOCK_BUDGET, days=days)


def watch(block: Block) -> None:
    """Have a new block looked at again at once where there are more than the body expects."""
    found = budget(timezone.now())
    if not found.exceeded or block.linked_id is not None:
        return
    records.append(
        "block.budget_exceeded",
        subject=f"author:{block.author_id}",
        actor="machine",
        facts={"block": str(block.pk), "count": found.count, "most": found.most, "days": found.days},
    )
    _ask(block, TOO_MANY.format(count=found.count, days=found.days, most=found.most), priority=2)


def ask_what_is_due() -> int:
    """Open a case for each standing block whose review date has come; gives how many. What is being lifted has none."""
    due, asked = _due(), 0
    for block in due.order_by("review_on", "approved_at"):
        contribution = block.follows_from.contribution
        with transaction.atomic():
            hold_lane(contribution)
            if not due.filter(pk=block.pk).exists():
                continue  # answered, lifted or to be lifted while we waited for the lane
            if not Case.objects.filter(contribution=contribution, kind=REVIEW, state=Case.State.OPEN).exists():
                day = said_day(datetime.combine(block.review_on, datetime.min.time()))
                _ask(block, DUE.format(day=day), priority=3)
                asked += 1
    return asked


def end_without_block() -> int:
    """Close each review whose block ended without it: nobody can answer it; gives how many."""
    ended = 0
    for case in Case.objects.filter(kind=REVIEW, state=Case.State.OPEN).order_by("pk"):
        with transaction.atomic():
            hold_lane(case.contribution)
            locked = Case.objects.select_for_update().get(pk=case.pk)
            if locked.state == Case.State.OPEN and block_in(locked) is None:
                queue.close(locked, outcome="unblocked", actor="machine", reason="The block had ended already.")
                queue.settle_disposition(locked.contribution)
                ended += 1
    return ended


def _due() -> QuerySet[Block]:
    rows = OWN.filter(state__in=STANDING, review_on__lte=timezone.localdate())
    # A lifting that failed counts too: it is tried until it is done.
    return rows.exclude(Exists(Action.objects.filter(authority=OuterRef("pk"), operation=Action.Operation.UNBLOCK)))


def block_in(case: Case) -> Block | None:
    """The block that a case asks about, while it has not ended."""
    rows = Block.objects.filter(author=case.contribution.author, channel=case.contribution.channel)
    rows = rows.filter(lifted_at__isnull=True)
    return next((one for one in rows if one.follows_from.contribution_id == case.contribution_id), None)


@transaction.atomic
def keep(case: Case, person: User, reason: str) -> Block:
    """Keep the block until another review date, with a reason. RefusedError for who approved it."""
    block = _held(case, person)
    if block.approved_by_id == person.pk:
        raise ConflictError("You approved this block, so another approver says whether it stays. You may lift it.")
    if any(overturned(decision) for decision in block.decisions()):
        raise RefusedError(NO_GROUND)
    if not reason.strip():
        raise RefusedError("Say why the block is still needed.", "reason")
    block.review_on = timezone.localdate() + timedelta(days=settings.BLOCK_REVIEW_DAYS)
    block.save(update_fields=["review_on"])
    Block.objects.filter(linked__origin=block, lifted_at__isnull=True).update(review_on=block.review_on)
    records.append(
        "block.kept",
        subject=f"author:{block.author_id}",
        actor=f"person:{person.pk}",
        facts={"block": str(block.pk), "review_on": block.review_on.isoformat()},
        content={"reason": reason.strip()},
    )
    _close(case, "kept_blocked", person, reason)
    return block


@transaction.atomic
def held_to_be_lifted(case: Case, person: User, reason: str) -> Block:
    """The block of a case, checked and locked, that `person` has lifted for a reason; the case ends with it."""
    block = _held(case, person)
    if not reason.strip():
        raise RefusedError("Say why the author is unblocked.", "reason")
    _close(case, "unblocked", person, reason)
    return block


def _held(case: Case, person: User) -> Block:
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can decide on a block.")
    hold_lane(case.contribution)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    block = block_in(locked)
    if locked.state != Case.State.OPEN or block is None:
        raise ChangedError(LOOKED_AT)
    if Action.objects.filter(authority=block.pk, operation=Action.Operation.UNBLOCK).exists():
        raise ChangedError(LIFTING)
    check_not_named(person, *(one.version.text for one in block.decisions()), what="decide on the block")
    return Block.objects.select_for_update().get(pk=block.pk)


def _ask(block: Block, why: str, *, priority: int) -> None:
    contribution: Contribution = block.follows_from.contribution
    queue.open_case(contribution, REVIEW, priority=priority, why=(why,))
    queue.settle_disposition(contribution)


def _close(case: Case, outcome: str, person: User, reason: str) -> None:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    queue.close(locked, outcome=outcome, actor=f"person:{person.pk}", reason=reason.strip())
    queue.settle_disposition(locked.contribution)
