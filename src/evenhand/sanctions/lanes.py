"""Which lanes are held together where a block ends: its author's, and those of the accounts whose blocks follow it.

All at once and in one order, as hiding in bulk holds them: one after the other, two people could wait for each other.
"""

from __future__ import annotations

from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lanes
from evenhand.sanctions.models import Block


def hold_with_followers(contribution: Contribution) -> None:
    """Hold the lane of a contribution's author, and of each account whose block follows one of theirs."""
    following = Block.objects.filter(linked__origin__author=contribution.author_id, lifted_at__isnull=True)
    hold_lanes([contribution, *(block.follows_from.contribution for block in following)])
