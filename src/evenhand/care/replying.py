"""Writing to a person at risk: approved cards and a person's own words, by the way that the platform allows.

Only a person sends them. A card that was not verified, or is past its review date, is not sent; nor is a translation
that nobody checked, unless whoever sends it says that they read the language. Masked detail is never repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from evenhand.care import cards
from evenhand.care.cards import LANGUAGES, Offered
from evenhand.care.helping import held, note
from evenhand.cases import answering, detail, queue
from evenhand.cases.automatic import announce
from evenhand.cases.deciding import decision_of, latest_assessment
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.intake.notices import is_notice
from evenhand.people.models import User
from evenhand.platforms.interface import Operation
from evenhand.policy import Standing
from evenhand.policy.cards import Language


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person chose. `reads_it`: they read the language of words that nobody checked."""

    key: str
    cards: Sequence[str] = ()
    language: str = "en"
    own: str = ""
    privately: bool = False
    reads_it: bool = False


@transaction.atomic
def reply(case: Case, person: User, chosen: Reply) -> Decision:
    """Send it; the case stays open, since a reply alone is no outcome."""
    earlier = decision_of.first(chosen.key)
    if earlier is not None:
        return earlier
    locked = held(case, person)
    contribution = queue.locked_contribution.get(locked.contribution_id)
    if is_notice(contribution):
        raise RefusedError("Nobody knows who filled in the form, so nobody can be written to here.", "cards")
    picked = [_card(code, chosen) for code in dict.fromkeys(chosen.cards)]
    own = chosen.own.strip()
    detail.check(own, latest_assessment(contribution), "own")
    words = "\n\n".join([*([own] if own else []), *(one.card.words[_in(one, chosen)] for one in picked)])
    if not words:
        raise RefusedError("Choose a card, or write something.", "cards")
    operation = Operation.MESSAGE if chosen.privately or contribution.is_private else Operation.REPLY
    try:
        answering.check_words(words, contribution, operation)
    except RefusedError as error:
        raise RefusedError(str(error), "privately" if "privately" in str(error) else "cards") from error
    facts = "Its author, or somebody they wrote of, may be at risk; this tells them where help is."
    decision = answering.written(locked, contribution, person, words, operation=operation, key=chosen.key, facts=facts)
    announce(decision)
    sent: dict[str, object] = {
        "decision": decision.pk,
        "cards": [one.card.id for one in picked],
        "language": chosen.language,
        "checked_by_sender": any(_unchecked(one, chosen) for one in picked),
    }
    note("care.replied", locked, person, sent, words="")
    return decision


def _in(one: Offered, chosen: Reply) -> Language:
    return next((language for language in one.card.words if language == chosen.language), "en")


def _unchecked(one: Offered, chosen: Reply) -> bool:
    return _in(one, chosen) in one.card.unchecked


def _card(code: str, chosen: Reply) -> Offered:
    found = cards.by_id(code)
    if found is None:
        raise RefusedError("One of the cards is not there any more. Reload the page.", "cards")
    if found.standing == Standing.EXPIRED:
        raise RefusedError(
            f"‘{found.card.title}’ was to be checked by {found.review}, so it cannot be sent. "
            f"Ask its owner ({found.card.owner}) to check it, and choose another.",
            "cards",
        )
    if found.standing == Standing.UNVERIFIED:
        raise RefusedError(f"Nobody has verified ‘{found.card.title}’ yet, so it cannot be sent.", "cards")
    if _unchecked(found, chosen) and not chosen.reads_it:
        name = LANGUAGES.get(chosen.language, chosen.language)
        raise RefusedError(
            f"Nobody has checked the {name} of ‘{found.card.title}’. Send it only if you read {name}, "
            "and say so; or send the English.",
            "reads_it",
        )
    return found
