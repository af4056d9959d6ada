"""Blocks: always with a ground and an approver's name, one author on one channel at a time, with a review date.

There is no other way to a block than `approve` and `plan_block` with a ground row: the tables refuse it.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.models import Block, DiscriminationGround, LadderGround, ThreatGround


@transaction.atomic
def approve(ground: LadderGround, person: User) -> Block:
    """Approve the block that a later breach proposes; refused for the person who decided that breach."""
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can approve a block.")
    decision = ground.strike.decision
    hold_lane(decision.contribution)
    if decision.person_id == person.pk:
        raise RefusedError("You decided this breach, so another approver must approve the block.")
    if overturned(decision) or overturned(ground.warning.strike.decision):
        raise RefusedError("One of the two breaches was found to be none since, so there is no ground for a block.")
    existing = Block.objects.filter(ladder=ground).first()
    return existing or plan_block(decision, person, ladder=ground)


@transaction.atomic
def refuse(ground: LadderGround, person: User, reason: str) -> None:
    """Close the proposal without a block; a reason is kept."""
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can decide on a block.")
    if not reason.strip():
        raise RefusedError("Say why the author is not blocked.", "reason")
    hold_lane(ground.strike.contribution)
    _close_case(ground.strike.decision, "not_blocked", person, reason.strip())


def plan_block(
    decision: Decision,
    approver: User,
    *,
    ladder: LadderGround | None = None,
    discrimination: DiscriminationGround | None = None,
    threat: ThreatGround | None = None,
) -> Block:
    """Write the block with its one ground and plan its action; inside the caller's transaction."""
    contribution = decision.contribution
    author = contribution.author
    if author is None:
        raise RefusedError("The platform does not say who wrote it, so nobody can be blocked.")
    in_force = block_of(contribution)
    if in_force is not None:
        _close_case(decision, "already_blocked", approver, "")
        return in_force
    kind = "ladder" if ladder else "discrimination" if discrimination else "threat"
    block = Block.objects.create(
        author=author,
        channel_id=contribution.channel_id,
        ground=kind,
        ladder=ladder,
        discrimination=discrimination,
        threat=threat,
        approved_by=approver,
        review_on=timezone.localdate() + timedelta(days=settings.BLOCK_REVIEW_DAYS),
    )
    records.append(
        "block.approved",
        subject=f"author:{author.pk}",
        actor=f"person:{approver.pk}",
        facts={
            "block": str(block.pk),
            "ground": kind,
            "decision": decision.pk,
            "review_on": block.review_on.isoformat(),
        },
    )
    planning.plan(decision, Action.Operation.BLOCK, authority=block.pk)
    _close_case(decision, "blocked", approver, "")
    return block


def block_of(contribution: Contribution) -> Block | None:
    """The block of a contribution's author on its channel, planned or in force."""
    rows = Block.objects.filter(author=contribution.author, channel=contribution.channel)
    return rows.filter(state__in=[Block.State.PLANNED, Block.State.IN_FORCE]).first()


def settle(action: Action) -> None:
    """Follow the end of a 'block' or 'unblock' action."""
    if action.authority is None:
        return
    block = Block.objects.select_for_update().filter(pk=action.authority).first()
    if block is None or action.state != Action.State.DONE:
        return
    if action.operation == Action.Operation.BLOCK and block.state == Block.State.PLANNED:
        block.state = Block.State.IN_FORCE
    elif action.operation == Action.Operation.UNBLOCK:
        block.state, block.lifted_at = Block.State.LIFTED, timezone.now()
    block.save(update_fields=["state", "lifted_at"])


@transaction.atomic
def lift(block: Block, decision: Decision) -> Action | None:
    """Plan the lifting of a block; nothing where it was never in force on the platform."""
    return planning.plan(decision, Action.Operation.UNBLOCK, authority=block.pk)


def _close_case(decision: Decision, outcome: str, person: User, reason: str) -> None:
    rows = Case.objects.select_for_update().filter(
        contribution_id=decision.contribution_id,
        kind__in=[Case.Kind.BLOCK_APPROVAL, Case.Kind.CONFIRMATION],
        state=Case.State.OPEN,
    )
    for case in rows:
        queue.close(case, outcome=outcome, actor=f"person:{person.pk}", reason=reason)
    queue.settle_disposition(decision.contribution)
