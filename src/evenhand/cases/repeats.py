"""When a false claim may be taken away: where it does harm, or its author says it again; else it is corrected first."""

from __future__ import annotations

from evenhand.cases.errors import RefusedError
from evenhand.intake.models import Contribution
from evenhand.judgement.models import ClaimSeen, FalseClaim

CORRECT_FIRST = (
    "Correct it first: a public reply with the source lets everybody see what is true. Hide it only where it does "
    "harm, and say which, or where its author says it again."
)


def is_repeated(contribution: Contribution, claim: FalseClaim) -> bool:
    """Whether its author has stated the claim before, elsewhere on the channel."""
    if contribution.author_id is None:
        return False
    rows = ClaimSeen.objects.filter(claim=claim, contribution__author_id=contribution.author_id)
    return (
        rows.exclude(contribution=contribution)
        .filter(contribution__published_at__lte=contribution.published_at)
        .exists()
    )


def check_may_take_away(contribution: Contribution, claim: FalseClaim, harm: str) -> None:
    """RefusedError where a false claim would be hidden or deleted that is neither harmful nor repeated."""
    if not harm.strip() and not is_repeated(contribution, claim):
        raise RefusedError(CORRECT_FIRST, "harm")
