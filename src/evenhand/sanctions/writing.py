"""Writes privately to an author about a decision, in the name of a person: the decision that carries the words.

Not here: which words (the letters), and whether the person may (the services).
"""

from __future__ import annotations

from evenhand.actions import planning
from evenhand.cases.automatic import note
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.people.models import User
from evenhand.platforms.interface import Platform
from evenhand.platforms.offers import private_way, too_long


def possible(decision: Decision) -> bool:
    """Whether the platform has any private way to the author of what was decided."""
    contribution = decision.contribution
    way = private_way(Platform(contribution.channel.platform), in_message=contribution.is_private)
    return contribution.author_id is not None and way is not None


def check(decision: Decision, words: str, what: str) -> None:
    """RefusedError where the author of what was decided cannot be written these words privately; `what` names them."""
    contribution = decision.contribution
    platform = Platform(contribution.channel.platform)
    way = private_way(platform, in_message=contribution.is_private)
    if contribution.author_id is None or way is None:
        raise RefusedError("Its author cannot be written to privately here.")
    excess = too_long(platform, way, words)
    if excess:
        raise RefusedError(f"{what} has {excess}. Shorten it.", "words")


def write(decision: Decision, person: User, words: str, *, key: str, facts: str) -> Decision:
    """Have the words sent, once for `key`; `facts` says what they are."""
    told, created = Decision.objects.get_or_create(
        key=key,
        defaults={
            "contribution": decision.contribution,
            "contribution_kind": decision.contribution_kind,
            "version": decision.version,
            "case": decision.case,
            "assessment": decision.assessment,
            "policy_version": decision.policy_version,
            "guideline": Guideline.objects.get(policy_version=decision.policy_version, code=policies.NO_GUIDELINE),
            "verdict": Decision.Verdict.NO_BREACH,
            "facts": facts,
            "measures": "message",
            "texts": {"message": words},
            "actor": Decision.Actor.PERSON,
            "person": person,
        },
    )
    if created:
        note(told)
        planning.carry_out(told)  # at once, so that it goes before what is planned next
    return told
