"""Blocks: always with a ground and an approver's name, one author on one channel at a time, with a review date.

There is no other way to a block than `approve` and `plan_block` with a ground row: the tables refuse it. Whatever ends
a block ends those on other channels that follow it: a task of the same transaction lifts them, which holds their lanes
and no other, so that nobody waits for a second lane while they hold a first. Not here: how its actions end (endings),
what could not be done (undone), who is the same person (linking).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.actions import planning
from evenhand.actions.calling_off import call_off
from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import ConflictError, RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane, hold_lanes
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions import notices, reviewing, same_person
from evenhand.sanctions.models import Block, DiscriminationGround, LadderGround, LinkedGround, ThreatGround
from evenhand.sanctions.reviewing import STANDING
from evenhand.work.types import JSON

ENDED_WITH = "The block that this one followed has ended."
"""Why a linked block is lifted. Why the other one ended is said of its author, and stands with them alone."""
ENDS_WITH_BLOCK = (Case.Kind.BLOCK_REVIEW, Case.Kind.BLOCK_APPROVAL)
"""What nobody has to answer once a block is no more: whether it is needed, tried again, or followed elsewhere."""
BOTH = (Case.Kind.BLOCK_APPROVAL, Case.Kind.CONFIRMATION)


@transaction.atomic
def approve(ground: LadderGround, person: User) -> Block:
    """Approve the block that a later breach proposes; refused for the person who decided that breach."""
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can approve a block.")
    decision = ground.strike.decision
    hold_lane(decision.contribution)
    _check_another(decision, person)
    check_not_named(person, *_texts(ground), what="approve the block")
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
    check_not_named(person, *_texts(ground), what="decide on the block")
    hold_lane(ground.strike.contribution)
    close_cases(ground.strike.contribution, "not_blocked", person, reason.strip())


def _check_another(decision: Decision, person: User) -> None:
    if decision.person_id == person.pk:
        raise ConflictError("You decided this breach, so another approver must approve the block.")


def _texts(ground: LadderGround) -> tuple[str, str]:
    """The two breaches that a block on the ladder stands on."""
    return ground.strike.decision.version.text, ground.warning.strike.decision.version.text


def plan_block(  # noqa: PLR0913 (exactly one of the four grounds is given)
    decision: Decision,
    approver: User,
    *,
    ladder: LadderGround | None = None,
    discrimination: DiscriminationGround | None = None,
    threat: ThreatGround | None = None,
    linked: LinkedGround | None = None,
) -> Block:
    """Write the block with its one ground and plan its action; inside the caller's transaction."""
    contribution = decision.contribution
    author = contribution.author
    if author is None:
        raise RefusedError("The platform does not say who wrote it, so nobody can be blocked.")
    in_force = block_of(contribution)
    if in_force is not None:
        close_cases(contribution, "already_blocked", approver, "")
        return in_force
    kind = "ladder" if ladder else "discrimination" if discrimination else "threat" if threat else "linked"
    review_on = timezone.localdate() + timedelta(days=settings.BLOCK_REVIEW_DAYS)
    block = Block.objects.create(
        author=author,
        channel_id=contribution.channel_id,
        ground=kind,
        ladder=ladder,
        discrimination=discrimination,
        threat=threat,
        linked=linked,
        approved_by=approver,
        review_on=linked.origin.review_on if linked else review_on,
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
            **({"follows": str(linked.origin_id), "same_person": linked.same_person_id} if linked else {}),
        },
    )
    notices.of_block(block)  # first: platforms let nobody write to whom they block
    planning.plan(decision, Action.Operation.BLOCK, authority=block.pk)
    close_cases(contribution, "blocked", approver, "")
    reviewing.watch(block)
    settle_claims(block)
    return block


def settle_claims(block: Block) -> None:
    """Have each case closed that asked for this account to be blocked with another one of the same person's."""
    if same_person.of(block.author_id):
        tries = Action.objects.filter(authority=block.pk).count()
        work.enqueue("sanctions.settle_claims", {"block_id": str(block.pk)}, key=f"settle-claims:{block.pk}:{tries}")


def proposed(contribution: Contribution) -> LadderGround | None:
    """The later breach that proposes a block for a contribution, while there is no block of it."""
    rows = LadderGround.objects.filter(strike__contribution=contribution, block__isnull=True)
    return rows.select_related("warning__guideline", "strike__decision__guideline").order_by("-pk").first()


def block_of(contribution: Contribution) -> Block | None:
    """The block of a contribution's author on its channel, planned or in force."""
    rows = Block.objects.filter(author=contribution.author, channel=contribution.channel)
    return rows.filter(state__in=STANDING).first()


@transaction.atomic
def lift(block: Block, decision: Decision, reason: str, by: User | None = None) -> Action | None:
    """Lift a block, on the record with its reason; `by` nobody means by itself.

    The action, which follows from `decision`; None where the platform cannot know of the block, or it has ended.
    """
    locked = Block.objects.select_for_update().get(pk=block.pk)
    if locked.lifted_at is not None:
        return None
    lift_linked(locked, by)
    records.append(
        "block.to_be_lifted",
        subject=f"author:{locked.author_id}",
        actor=_actor(by),
        facts={"block": str(locked.pk), "was": locked.state, "decision": decision.pk},
        content={"reason": reason},
    )
    if locked.state == Block.State.NOT_DONE:
        close_cases(locked.follows_from.contribution, "not_blocked", by, reason, [Case.Kind.BLOCK_APPROVAL])
        lifted(locked)
        return None
    if locked.state == Block.State.PLANNED and _called_off(locked, by, reason):
        lifted(locked)
        return None
    of = decision if locked.linked_id is None else locked.follows_from
    return planning.plan(of, Action.Operation.UNBLOCK, authority=locked.pk)


def lift_linked(origin: Block, by: User | None) -> None:
    """Have the blocks on other channels lifted that follow one which ends; inside the caller's transaction."""
    if _following(origin.pk).exists():
        told: dict[str, JSON] = {"block_id": str(origin.pk), "person_id": by.pk if by else None}
        work.enqueue("sanctions.lift_following", told, key=f"lift-following:{origin.pk}")  # in no lane: it takes theirs


def lift_following(origin_id: UUID, by: User | None) -> None:
    """Lift what follows a block that ended, all its lanes held at once and in the order of everybody."""
    hold_lanes(block.follows_from.contribution for block in _following(origin_id))
    for block in _following(origin_id):
        lift(block, block.follows_from, ENDED_WITH, by)


def _following(origin_id: UUID) -> QuerySet[Block]:
    return Block.objects.filter(linked__origin=origin_id, lifted_at__isnull=True).order_by("pk")


@transaction.atomic
def lift_after_review(case: Case, person: User, reason: str) -> None:
    """Lift the block that a case of its review asks about, with the reason."""
    block = reviewing.held_to_be_lifted(case, person, reason)
    lift(block, block.follows_from, reason.strip(), person)


def _called_off(block: Block, by: User | None, reason: str) -> bool:
    """Whether a planned block certainly had no effect, and has none any more."""
    actions = Action.objects.filter(authority=block.pk, operation=Action.Operation.BLOCK)
    without_effect = [call_off(action, by, reason) for action in actions]
    return all(without_effect)


def lifted(block: Block) -> None:
    """Note that a block is no more; noting it twice is once."""
    if block.state == Block.State.LIFTED:
        return
    block.state, block.lifted_at = Block.State.LIFTED, timezone.now()
    block.save(update_fields=["state", "lifted_at"])
    close_cases(block.follows_from.contribution, "unblocked", None, "", ENDS_WITH_BLOCK)
    records.append("block.lifted", subject=f"author:{block.author_id}", actor="machine", facts={"block": str(block.pk)})


def close_cases(
    contribution: Contribution, outcome: str, person: User | None, reason: str, kinds: Sequence[str] = BOTH
) -> None:
    """Close what asks for an approver or a second person here, and say anew where the contribution stands."""
    rows = Case.objects.select_for_update().filter(contribution=contribution, kind__in=kinds, state=Case.State.OPEN)
    for case in rows:
        queue.close(case, outcome=outcome, actor=_actor(person), reason=reason)
    queue.settle_disposition(contribution)


def _actor(person: User | None) -> str:
    return f"person:{person.pk}" if person else "machine"
