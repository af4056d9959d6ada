"""A block, or its lifting, that could not be done: on record, with a case for an approver, who tries again or gives up.

A lifting is never given up: whoever is to be unblocked has no ground against them any more.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import ConflictError, RefusedError
from evenhand.cases.models import Case
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.blocks import BOTH, block_of, close_cases, lift_linked, settle_claims
from evenhand.sanctions.models import Block, LinkedGround

BLOCK, UNBLOCK = Action.Operation.BLOCK, Action.Operation.UNBLOCK
CAME_TO_NOTHING = (Action.State.FAILED, Action.State.MOOT)
WHAT_TO_DO = {
    BLOCK: "The block could not be done: {why}. Decide whether to try it again.",
    UNBLOCK: "The block is to be lifted, and that could not be done: {why}. Answer ‘No’ to try the lifting again.",
}


def tell(block: Block, action: Action) -> None:
    """Say that an action for a block came to nothing: state, record, and a case for an approver."""
    if action.operation == BLOCK:
        block.state = Block.State.NOT_DONE
        block.save(update_fields=["state"])
    why = action.reason or "no reason was given"
    records.append(
        "block.not_done" if action.operation == BLOCK else "block.not_lifted",
        subject=f"author:{block.author_id}",
        actor="machine",
        facts={"block": str(block.pk), "action": str(action.pk), "try": tries(block, action.operation).count()},
        content={"reason": why},
    )
    queue.open_case(
        action.contribution,
        Case.Kind.BLOCK_APPROVAL,
        priority=2,
        why=(WHAT_TO_DO[Action.Operation(action.operation)].format(why=why.rstrip(" .")),),
    )
    queue.settle_disposition(action.contribution)


def waiting(contribution: Contribution) -> Action | None:
    """The last action for a block here that came to nothing, while an approver is to say what follows."""
    rows = Action.objects.filter(
        contribution=contribution, operation__in=[BLOCK, UNBLOCK], state__in=CAME_TO_NOTHING, authority__isnull=False
    )
    for action in rows.order_by("-created_at"):
        block = Block.objects.filter(pk=str(action.authority), lifted_at__isnull=True).first()
        if block is None or tries(block, action.operation).exclude(state__in=CAME_TO_NOTHING).exists():
            continue
        if action.operation == UNBLOCK or block.state == Block.State.NOT_DONE:
            return action
    return None


def tries(block: Block, operation: str) -> QuerySet[Action]:
    """The actions of a kind that there have been for a block."""
    return Action.objects.filter(authority=block.pk, operation=operation)


def plan_again(action: Action, operation: str) -> Action:
    """Another action for the same block, from the same decision."""
    if action.decision is None:
        raise ValueError("An action for a block comes from a decision.")
    made = Action.objects.filter(authority=action.authority, operation=operation).count()
    return planning.plan(action.decision, operation, authority=action.authority, nth=made + 1)


@transaction.atomic
def answer(action: Action, person: User, *, blocked: bool, reason: str) -> None:
    """An approver's word on what `waiting` gave: whether the author is to be blocked. Raises RefusedError."""
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can decide on a block.")
    hold_lane(action.contribution)
    block = Block.objects.select_for_update().get(pk=str(action.authority))
    check_not_named(person, *(one.version.text for one in block.decisions()), what="decide on the block")
    if waiting(action.contribution) != action:
        raise RefusedError("Somebody has answered this in the meantime. Go back to the list.")
    if action.operation == UNBLOCK:
        if blocked:
            raise RefusedError("This block is to be lifted. Choose ‘No’ to try the lifting again.", "answer")
        outcome = "unblocked"
    elif blocked:
        outcome = _blocked_after_all(block, action, person)
    else:
        outcome = _given_up(block, person, reason)
    if outcome in {"blocked", "unblocked"}:
        plan_again(action, action.operation)
        _note(block, action, person, "block.tried_again", "")
        if outcome == "blocked":
            settle_claims(block)
    ended = (Case.Kind.BLOCK_REVIEW,) if outcome in {"not_blocked", "already_blocked"} else ()
    close_cases(action.contribution, outcome, person, reason.strip(), (*BOTH, *ended))


def _blocked_after_all(block: Block, action: Action, person: User) -> str:
    """Ready for another try, if its ground still stands and nothing else blocks the author meanwhile."""
    decisions = block.decisions()
    if any(overturned(decision) for decision in decisions):
        raise RefusedError("What this block stands on was found to be no breach since, so it has no ground.")
    if block.ladder_id is not None and decisions[0].person_id == person.pk:
        raise ConflictError("You decided this breach, so another approver must approve the block.")
    if block.linked is not None and not _still_linked(block.linked, person):
        raise RefusedError("The block that this one follows has ended, or the accounts are not the same person’s.")
    if block_of(action.contribution) is not None:
        _end(block, person)
        return "already_blocked"
    block.state = Block.State.PLANNED
    block.save(update_fields=["state"])
    return "blocked"


def _given_up(block: Block, person: User, reason: str) -> str:
    if not reason.strip():
        raise RefusedError("Say why the author is not blocked.", "reason")
    _end(block, person)
    _note(block, None, person, "block.given_up", reason.strip())
    return "not_blocked"


def _still_linked(ground: LinkedGround, person: User) -> bool:
    """Whether what a linked block stands on still does; ConflictError for who said first that it is one person."""
    if ground.said_by_id == person.pk:
        raise ConflictError("You said that these accounts are the same person’s. Another approver must block.")
    ended = ground.same_person.ended_at is not None or ground.origin.lifted_at is not None
    return not ended and not tries(ground.origin, UNBLOCK).exists()


def _end(block: Block, person: User) -> None:
    """A block that could not be done ends as it is, and what follows it ends too."""
    block.lifted_at = timezone.now()
    block.save(update_fields=["lifted_at"])
    lift_linked(block, person)


def _note(block: Block, action: Action | None, person: User, kind: str, reason: str) -> None:
    records.append(
        kind,
        subject=f"author:{block.author_id}",
        actor=f"person:{person.pk}",
        facts={"block": str(block.pk), "operation": action.operation if action else BLOCK.value},
        content={"reason": reason} if reason else None,
    )
