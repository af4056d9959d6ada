"""What follows for an author when a breach is found to be none: warnings withdrawn, blocks lifted, proposals closed.

The strike stays, as what was decided then; nothing counts it any more (cases.standing). Not here: showing the
contribution again, which is a measure of the new decision; the apology for a warning (sorry).
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.sanctions import undone, warnings
from evenhand.sanctions.blocks import close_cases, lift
from evenhand.sanctions.models import Block, DiscriminationGround, LadderGround, ThreatGround, Warning

WHY = "What it stood on was found to be no breach."


def undo(decision: Decision) -> None:
    """Undo for the author whatever stands on the earlier decisions that `decision` overturns; twice is once."""
    earlier = Decision.objects.filter(
        contribution=decision.contribution_id,
        version=decision.version_id,
        verdict=Decision.Verdict.BREACH,
        pk__lt=decision.pk,
    )
    for one in earlier.order_by("pk"):
        if overturned(one):
            _undo(one, decision)


def _undo(earlier: Decision, decision: Decision) -> None:
    for warning in Warning.objects.filter(strike__decision=earlier):
        warnings.withdraw(warning, WHY, decision)
    on_ladder = Q(strike__decision=earlier) | Q(warning__strike__decision=earlier)
    for ladder in LadderGround.objects.filter(on_ladder).select_related("strike__contribution"):
        _lift(Block.objects.filter(ladder=ladder).first(), decision)
        _close(ladder.strike.contribution, Case.Kind.BLOCK_APPROVAL, decision)
    for discrimination in DiscriminationGround.objects.filter(decision=earlier):
        _lift(Block.objects.filter(discrimination=discrimination).first(), decision)
    for threat in ThreatGround.objects.select_for_update().filter(decision=earlier, lifted_at__isnull=True):
        threat.lifted_at = timezone.now()
        threat.save(update_fields=["lifted_at"])
        _lift(Block.objects.filter(threat=threat).first(), decision)
    if earlier.guideline.track == "immediate_block":
        _close(earlier.contribution, Case.Kind.CONFIRMATION, decision)


def _lift(block: Block | None, decision: Decision) -> None:
    if block is not None:
        lift(block, decision, WHY, by=decision.person)


def _close(contribution: Contribution, kind: Case.Kind, decision: Decision) -> None:
    """Close what proposes a block that has no ground any more; what asks to try a lifting again stays open."""
    if kind != Case.Kind.BLOCK_APPROVAL or undone.waiting(contribution) is None:
        close_cases(contribution, "not_blocked", decision.person, WHY, [kind])
