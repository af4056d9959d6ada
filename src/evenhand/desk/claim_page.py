"""What a case's page shows of false claims: which it may state, how far they went, the correction to send."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.cases import claims, correcting, repeats
from evenhand.cases.models import Case
from evenhand.desk.forms import HouseForm
from evenhand.intake.models import Contribution
from evenhand.judgement import spread
from evenhand.judgement.models import FalseClaim
from evenhand.judgement.spread import Spread
from evenhand.people.models import User


@dataclass(frozen=True, slots=True)
class Stated:
    """One claim that a contribution may state."""

    claim: FalseClaim
    said: str
    spread: Spread
    repeated: bool
    refused: str
    words: str


def gather(contribution: Contribution) -> tuple[Stated, ...]:
    """Read them; none for a message, which nobody else reads."""
    if contribution.is_private:
        return ()
    return tuple(
        Stated(
            claim,
            claims.wordings(claim)[0],
            spread.spread_of(claim),
            repeats.is_repeated(contribution, claim),
            correcting.why_not(claim),
            correcting.words_of(claim),
        )
        for claim in correcting.stated_in(contribution)
    )


def correct(case: Case, user: User, form: HouseForm) -> None:
    """Send the correction."""
    data = form.cleaned_data
    correcting.correct(case, user, data["claim"], data["words"], key=data["key"])
