"""Ground (c): the emergency block for a credible threat to a person; lifted by itself unless confirmed in time."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned
from evenhand.clock import reply_days
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions import notices
from evenhand.sanctions.blocks import block_of, lift, plan_block
from evenhand.sanctions.models import Block, ThreatGround


@transaction.atomic
def block_for_threat(decision: Decision, senior: User, reason: str) -> Block:
    """Block at once on a senior's word; recorded as a departure from 'always warned first'."""
    if not may(senior, "senior_override"):
        raise RefusedError("Only a senior can block for a threat before a second person confirms.")
    check_not_named(senior, decision.version.text, what="order the block")
    if decision.guideline.code != "threat" or decision.verdict != Decision.Verdict.BREACH or overturned(decision):
        raise RefusedError("Decide first that it breaches the guideline on threats.")
    if decision.in_bulk:
        raise RefusedError("This was hidden together with others. Decide first about it alone.")
    if decision.assessment.outcome != "escalate":
        raise RefusedError(
            "The emergency block is for credible threats: aimed at a person or place, conditional, or urging others."
        )
    if not reason.strip():
        raise RefusedError("Say why the threat is credible and cannot wait.", "reason")
    contribution = decision.contribution
    if contribution.author_id is None:
        raise RefusedError("The platform does not say who wrote it, so nobody can be blocked.")
    hold_lane(contribution)
    if ThreatGround.objects.filter(contribution=contribution).exists():
        raise RefusedError("An emergency block was ordered for this already. A second person must confirm that one.")
    if block_of(contribution) is not None:
        raise RefusedError("This author is blocked on this channel already, so no emergency block is needed.")
    ground = ThreatGround.objects.create(
        decision=decision,
        contribution=contribution,
        author_id=contribution.author_id,
        channel_id=contribution.channel_id,
        guideline=decision.guideline,
        senior=senior,
        reason=reason.strip(),
        confirm_by=reply_days().add_days(timezone.now(), 1),
    )
    records.append(
        "policy.departure",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{senior.pk}",
        facts={"ground": ground.pk, "what": "block before warning, for a credible threat"},
        content={"reason": ground.reason},
    )
    return plan_block(decision, senior, threat=ground)


@transaction.atomic
def confirm_threat(ground: ThreatGround, person: User) -> ThreatGround:
    """A second person confirms the emergency block; the senior cannot."""
    if not may(person, "approve_block"):
        raise RefusedError("Only an approver can confirm an emergency block.")
    hold_lane(ground.contribution)
    locked = ThreatGround.objects.select_for_update().get(pk=ground.pk)
    if locked.senior_id == person.pk:
        raise RefusedError("You ordered this block. A second person must confirm it.")
    check_not_named(person, locked.decision.version.text, what="confirm the block")
    if locked.lifted_at is not None:
        raise RefusedError("This block was lifted already, so there is nothing to confirm.")
    if locked.confirmed_by_id is not None:
        raise RefusedError("Somebody else confirmed this block in the meantime.")
    locked.confirmed_by, locked.confirmed_at = person, timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    records.append(
        "threat.confirmed",
        subject=f"contribution:{locked.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"ground": locked.pk},
    )
    for block in Block.objects.filter(threat=locked):
        notices.of_block(block)
    return locked


def lift_unconfirmed() -> int:
    """Lift every emergency block that nobody confirmed in time; gives how many.

    Each in a transaction of its own, its lane before its row, as whoever confirms it at that moment holds them.
    """
    return sum(_lift_unconfirmed(ground) for ground in _late().select_related("contribution").order_by("pk"))


def _late() -> QuerySet[ThreatGround]:
    rows = ThreatGround.objects.filter(confirmed_by__isnull=True, lifted_at__isnull=True)
    return rows.filter(confirm_by__lt=timezone.now())


@transaction.atomic
def _lift_unconfirmed(late: ThreatGround) -> bool:
    """Lift one, where nobody confirmed or lifted it while we waited for its lane."""
    hold_lane(late.contribution)
    ground = _late().select_for_update().filter(pk=late.pk).first()
    if ground is not None:
        ground.lifted_at = timezone.now()
        ground.save(update_fields=["lifted_at"])
        records.append(
            "threat.lifted",
            subject=f"contribution:{ground.contribution_id}",
            actor="machine",
            facts={"ground": ground.pk},
        )
        lift(ground.block, ground.decision, "Nobody confirmed the emergency block within one working day.")
    return ground is not None
