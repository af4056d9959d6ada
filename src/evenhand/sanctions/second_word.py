"""The case in which an approver finds that somebody said of another account that it is a blocked person's.

It stands on what the block follows from, while a claim waits for its second person, and ends with the last such claim
or with the block. The answer itself is given on the block's page (linking). Nothing is opened for a claim that no
standing block could be followed for.
"""

from __future__ import annotations

from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.sanctions import same_person, undone
from evenhand.sanctions.blocks import block_of, close_cases
from evenhand.sanctions.models import Block

STANDING = (Block.State.PLANNED, Block.State.IN_FORCE)
ASKS = (
    "Somebody said that an account on another channel is this blocked person’s. An approver who is somebody else is to "
    "look at it, on the page of the block."
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


def settle(origin: Block, outcome: str, person: User) -> None:
    """Close the case once no claim waits any more; what asks to try a block or its lifting again stays."""
    contribution = origin.follows_from.contribution
    if not _waits(origin) and undone.waiting(contribution) is None:
        close_cases(contribution, outcome, person, "", [Case.Kind.BLOCK_APPROVAL])


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
