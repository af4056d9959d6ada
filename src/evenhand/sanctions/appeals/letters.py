"""What is said at the end of an appeal: in the words of the policy in force, filled, in its author's language."""

from __future__ import annotations

from django.utils import timezone

from evenhand import policy as policies_data
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.clock import said_day
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import private_way, too_long
from evenhand.policy import LetterGap, language_of
from evenhand.sanctions.appeals.taking_part import turned_down
from evenhand.sanctions.models import Appeal

NAMES = {"upheld": "appeal_upheld", "turned_down": "appeal_turned_down", "repeated": "appeal_again"}


def letter_of(appeal: Appeal, ended: str, reasons: str) -> str:
    """The letter that ends `appeal` as `ended`. RefusedError where it has a gap, or its way cannot carry it."""
    if appeal.decision is None:
        raise RefusedError("Find first which decision the appeal is against.")
    if not reasons.strip():
        raise RefusedError("Give the reasons. Whoever appealed will read them.", "reasons")
    policy, name = policies.policy_of(policies.in_force()), NAMES[ended]
    told = {"appeal_number": appeal.reference, "reasons": reasons.strip()}
    code, decided = "", appeal.decision
    if ended != Appeal.State.UPHELD:  # the policy in which it was decided names the guideline and its version
        code, policy = decided.guideline.code, _with_letter(decided, policy, name)
    language = language_of(policy, name, _language(appeal))
    if ended == Appeal.State.REPEATED:
        told |= _earlier(decided, language)
    try:
        words = policies_data.render(policy, name, language, guideline=code, **told)
    except LetterGap as gap:
        raise RefusedError(f"The letter cannot be written: {gap}. A policy owner has to mend it.") from gap
    _check_length(appeal, words)
    return words


def addressed(appeal: Appeal) -> Contribution | None:
    """What the answer to an appeal is written on: their message, or else what was decided, for its author alone.

    None where they are told in another way: they asked by hand, or look it up by the number of our own letter.
    """
    if appeal.message is not None:
        return appeal.message
    return None if appeal.way == Appeal.Way.HAND or appeal.in_public else appeal.contribution


def way_to(contribution: Contribution) -> Operation | None:
    """How to write privately to the author of a contribution; None where the platform has no way."""
    if contribution.author_id is None:
        return None
    return private_way(Platform(contribution.channel.platform), in_message=contribution.is_private)


def _earlier(decided: Decision, language: str) -> dict[str, str]:
    """The last appeal against a decision that was turned down, as the letter names it."""
    earlier = turned_down(decided).first()
    if earlier is None or earlier.ended_at is None:
        raise RefusedError("No earlier appeal against this was turned down, so decide this one.", "ended")
    day = said_day(timezone.localtime(earlier.ended_at), language)
    return {"earlier_number": earlier.reference, "earlier_day": day}


def _with_letter(decided: Decision, in_force: policies_data.Policy, name: str) -> policies_data.Policy:
    """The policy under which it was decided, where it has the letter; a policy before appeals has not."""
    then = policies.policy_of(decided.policy_version)
    return then if name in then.letters.get("en", {}) else in_force


def _check_length(appeal: Appeal, words: str) -> None:
    to = addressed(appeal)
    way = way_to(to) if to is not None else None
    excess = too_long(Platform(to.channel.platform), way, words) if to is not None and way else ""
    if excess:
        raise RefusedError(f"The letter has {excess}. Shorten the reasons.", "reasons")


def _language(appeal: Appeal) -> str:
    """The language in which they wrote to us, as far as it was read."""
    if appeal.message is None:
        return "en"
    read = Assessment.objects.filter(version__contribution=appeal.message).order_by("-version__number", "-pk").first()
    return read.language if read is not None else "en"
