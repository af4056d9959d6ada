"""Blocks on the body's other channels (clause 22): only for accounts that two people say are the same person's.

A linked block follows a block that stands on a ground of its own, and ends with it: whatever lifts that one lifts this
one (blocks.lift). It is not looked at again by itself and counts in no budget: the one that it follows is and does.
Where it turns out that the accounts are two persons', it is lifted at once, by anybody who may decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from evenhand.actions.models import Action
from evenhand.cases.automatic import note
from evenhand.cases.conflict import check_not_named
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.judgement.services import hold_lanes
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.sanctions import same_person, second_word
from evenhand.sanctions.blocks import block_of, lift, plan_block
from evenhand.sanctions.models import Block, LinkedGround, SamePerson
from evenhand.sanctions.reviewing import STANDING
from evenhand.sanctions.same_person import Said
from evenhand.sanctions.second_word import stands

FACTS = "Two people say that this account and one that is blocked on another channel are the same person’s."
NOT_THE_SAME = "The two accounts are not the same person’s, or nobody can tell."
"""Why a block is lifted then. The reason itself stands once, where an erasure of either account reaches it."""


@transaction.atomic
def say(origin: Block, on: Channel, said: Said, person: User) -> SamePerson:
    """Say that an account on another channel is the blocked person's; an approver who is somebody else is asked."""
    hold_lanes([origin.follows_from.contribution])
    made = same_person.say(origin.author, on, said, person)
    second_word.ask(Block.objects.get(pk=origin.pk))
    return made


@transaction.atomic
def approve(same: SamePerson, origin: Block, person: User) -> Block:
    """Say as the second person that the accounts are one person's, and block the other account too.

    Refused for who said it first, for whom a breach names, and where the block to follow does not stand on its own.
    """
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can approve a block.")
    hold_lanes((origin.follows_from.contribution, _latest(_other(same, origin))))
    locked = Block.objects.select_for_update().get(pk=origin.pk)
    _check_follows(locked)
    confirmed = same_person.confirm(same, person)
    _check_another(confirmed, person)
    latest = _latest(_other(same, locked))
    named_in = [one.version.text for one in locked.decisions()]
    check_not_named(person, *named_in, latest_assessment(latest).version.text, what="approve the block")
    if block_of(latest) is not None:
        raise RefusedError("This account is blocked on its channel already.")
    ground = _ground(confirmed, locked, latest, person)
    made = plan_block(ground.decision, person, linked=ground)
    second_word.settle(locked, "blocked", person)
    return made


@transaction.atomic
def end(same: SamePerson, person: User, reason: str) -> SamePerson:
    """Find that the accounts are not one person's: what was blocked for that is lifted."""
    blocks = Block.objects.filter(linked__same_person=same, lifted_at__isnull=True)
    asked = [one for one in Block.objects.filter(author__in=[same.first_id, same.second_id]) if stands(one)]
    hold_lanes(block.follows_from.contribution for block in (*blocks, *asked))
    ended = same_person.end(same, person, reason)
    for block in blocks.order_by("pk"):
        lift(block, block.follows_from, NOT_THE_SAME, person)
    for block in asked:
        second_word.settle(block, "not_blocked", person)
    return ended


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a block's person stands on another channel: an account, whose word, and the block there if any."""

    channel: Channel
    same: SamePerson | None = None
    account: Author | None = None
    block: Block | None = None
    by_hand: bool = False

    @property
    def state(self) -> str:
        """'not_linked', 'said', 'confirmed', or how the block stands: 'planned', 'manual', 'in_force', 'not_done'."""
        if self.block is not None:
            return "manual" if self.by_hand else self.block.state
        if self.same is None:
            return "not_linked"
        return "said" if self.same.confirmed_at is None else "confirmed"


def elsewhere(origin: Block) -> list[Elsewhere]:
    """Each other channel of the body by name, and what is known and done there about each account of the person."""
    said: dict[int, list[SamePerson | None]] = {}
    for one in same_person.of(origin.author_id):
        said.setdefault(one.other(origin.author_id).channel_id, []).append(one)
    channels = Channel.objects.exclude(pk=origin.channel_id).order_by("name", "pk")
    return [_on(channel, one, origin) for channel in channels for one in said.get(channel.pk, [None])]


def waiting() -> list[tuple[SamePerson, Block]]:
    """What people say of accounts, with the standing block that the other account's could follow and does not yet."""
    found = []
    for same in same_person.standing():
        for author, other in ((same.first_id, same.second_id), (same.second_id, same.first_id)):
            rows = Block.objects.filter(author=author, state__in=STANDING).exclude(ground=Block.Ground.LINKED)
            origin = rows.select_related("author", "channel").first()
            if origin is not None and not Block.objects.filter(author=other, state__in=STANDING).exists():
                found.append((same, origin))
    return found


def _on(channel: Channel, same: SamePerson | None, origin: Block) -> Elsewhere:
    if same is None:
        return Elsewhere(channel)
    account = same.other(origin.author_id)
    block = (
        Block.objects.filter(author=account, channel=channel, lifted_at__isnull=True).order_by("-approved_at").first()
    )
    manual = block is not None and Action.objects.filter(authority=block.pk, state=Action.State.MANUAL).exists()
    return Elsewhere(channel, same, account, block, by_hand=manual)


def _other(same: SamePerson, origin: Block) -> Author:
    if origin.author_id not in {same.first_id, same.second_id}:
        raise RefusedError("This is said of other accounts than the one that is blocked.")
    return same.other(origin.author_id)


def _latest(author: Author) -> Contribution:
    """What this account wrote last: what an action against it is aimed from, since platforms find accounts by that."""
    rows = Contribution.objects.filter(author=author, versions__assessments__isnull=False).distinct()
    found = rows.select_related("channel", "author").order_by("-published_at", "-pk").first()
    if found is None:
        raise RefusedError("Nothing of this account has been read yet. Wait a moment and try again.")
    return found


def _check_another(same: SamePerson, person: User) -> None:
    if same.said_by_id == person.pk:
        raise ConflictError("You said that these accounts are the same person’s. Another approver must block.")


def _check_follows(origin: Block) -> None:
    if origin.linked_id is not None:
        raise RefusedError("This block follows another one. Start from the one that it follows.")
    lifting = Action.objects.filter(authority=origin.pk, operation=Action.Operation.UNBLOCK).exists()
    if origin.state not in STANDING or lifting:
        raise ChangedError("The block that this one would follow does not stand any more. Go back to the blocks.")
    if origin.threat is not None and origin.threat.confirmed_at is None:
        raise RefusedError("An emergency block is confirmed by a second person before another one follows it.")
    if any(overturned(decision) for decision in origin.decisions()):
        raise RefusedError("What this block stands on was found to be no breach since, so nothing follows from it.")


def _ground(same: SamePerson, origin: Block, latest: Contribution, person: User) -> LinkedGround:
    decision = _decision(same, origin, latest, person)
    if latest.author_id is None or same.confirmed_by_id is None:
        raise ValueError("A linked ground has an account and a second person.")
    return LinkedGround.objects.create(
        same_person=same,
        first_id=same.first_id,
        second_id=same.second_id,
        said_by_id=same.said_by_id,
        confirmed_by_id=same.confirmed_by_id,
        approved_by=person,
        origin=origin,
        origin_author_id=origin.author_id,
        origin_ground=origin.ground,
        decision=decision,
        contribution=latest,
        author_id=latest.author_id,
        channel_id=latest.channel_id,
    )


def _decision(same: SamePerson, origin: Block, latest: Contribution, person: User) -> Decision:
    """What the actions follow from: it judges nothing of what the account wrote."""
    assessment = latest_assessment(latest)
    nth = LinkedGround.objects.filter(same_person=same, origin=origin).count() + 1
    decision = Decision.objects.create(
        contribution=latest,
        contribution_kind=latest.kind,
        version=assessment.version,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=Guideline.objects.get(policy_version=assessment.policy_version, code=policies.NO_GUIDELINE),
        verdict=Decision.Verdict.NO_BREACH,
        facts=FACTS,
        measures="block",
        actor=Decision.Actor.PERSON,
        person=person,
        key=f"linked-block:{same.pk}:{origin.pk}:{nth}",
    )
    note(decision)
    return decision
