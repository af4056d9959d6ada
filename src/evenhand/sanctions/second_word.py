"""The case in which an approver finds that somebody said of another account that it is a blocked person's.

It stands on what the block follows from, while a claim waits for its second person, and ends with the last such claim
or with the block. The answer itself is given on the block's page (linking). Nothing is opened for a claim that no
standing block could be followed for.
"""

from __future__ import annotations

from django.db import transaction

from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane, hold_lanes
from evenhand.people.models import User
from evenhand.sanctions import same_person, undone
from evenhand.sanctions.blocks import block_of, close_cases, proposed
from evenhand.sanctions.models import Block
from evenhand.sanctions.reviewing import STANDING

ASKS = (
    "Somebody said that an account on another channel is this blocked person’s. Another approver has to look at it, on "
    "the page of the block."
)


def stands(origin: Block) -> bool:
    """Whether another block could follow this one: it stands, on a ground of its own."""
    return origin.linked_id is None and origin.state in STANDING


def ask(origin: Block) -> None:
    """Have an approver look, where a claim of the block's person waits; inside the caller's transaction and lane."""
    if not _waits(origin):
        return
    contribution = origin.follows_from.contribution
    queue.open_case(contribution, Case.Kind.BLOCK_APPROVAL, priority=3, why=(ASKS,))
    queue.settle_disposition(contribution)


def settle(origin: Block, outcome: str, person: User | None) -> None:
    """Close the case once no claim waits any more; what asks to try a block or its lifting again stays."""
    contribution = origin.follows_from.contribution
    if not _waits(origin) and undone.waiting(contribution) is None:
        close_cases(contribution, outcome, person, "", [Case.Kind.BLOCK_APPROVAL])


def settle_claims(block: Block) -> None:
    """Settle the cases that asked whether the account of `block` is another blocked account's person's."""
    others = [same.other(block.author_id) for same in same_person.of(block.author_id)]
    origins = Block.objects.filter(author__in=others, linked__isnull=True, state__in=STANDING).order_by("pk")
    hold_lanes(origin.follows_from.contribution for origin in origins)
    for origin in origins:
        settle(Block.objects.get(pk=origin.pk), "already_blocked", None)


def is_asked(contribution: Contribution) -> bool:
    """Whether an approver has anything to answer here: a proposal, a block to be tried again, or a claim."""
    waits = undone.waiting(contribution) or proposed(contribution) or asked_in(contribution)
    return waits is not None


def end_unasked() -> int:
    """Close each case of a block in which nobody can answer anything any more; gives how many."""
    ended = 0
    for case in Case.objects.filter(kind=Case.Kind.BLOCK_APPROVAL, state=Case.State.OPEN).order_by("pk"):
        with transaction.atomic():
            hold_lane(case.contribution)
            if not is_asked(case.contribution):
                outcome = "not_blocked" if block_of(case.contribution) is None else "already_blocked"
                close_cases(case.contribution, outcome, None, "", [Case.Kind.BLOCK_APPROVAL])
                ended += 1
    return ended


def asked_in(contribution: Contribution) -> Block | None:
    """The standing block, following from this contribution, of whose person a claim waits for its second person."""
    block = block_of(contribution)
    if block is None or block.follows_from.contribution_id != contribution.pk or not _waits(block):
        return None
    return block


def _waits(origin: Block) -> bool:
    """Whether somebody said of another account, which is not blocked, what nobody has looked at yet."""
    if not stands(origin):
        return False
    said = [one for one in same_person.of(origin.author_id) if one.confirmed_at is None]
    others = [one.other(origin.author_id) for one in said]
    blocked = Block.objects.filter(author__in=others, state__in=STANDING).values_list("author", flat=True)
    return len(set(blocked)) < len({one.pk for one in others})
