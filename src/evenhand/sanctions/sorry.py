"""The letter to whoever was warned where there was no breach: the warning counts no more, and we are sorry.

Sent the way the warning went, in the name of who found that there was no breach. Whose appeal was upheld and is
answered privately hears it there instead. Nobody is written to of a warning that never reached them.
"""

from __future__ import annotations

from django.db.models import Q

from evenhand import policy as policies_data
from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.judgement import policies
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import private_way, too_long
from evenhand.policy import LetterGap, language_of
from evenhand.sanctions.appeals.letters import addressed, way_to
from evenhand.sanctions.models import Appeal, Warning

NO_LETTER = "A warning was withdrawn, and no letter that says so can be sent: {why}. Tell its author yourself."


def say(warning: Warning, decision: Decision) -> Action | None:
    """Write to the author of a withdrawn warning on what `decision` found; once, however often it is asked for."""
    if _hears_it_anyway(warning, decision):
        return None
    operation = Action.Operation.REPLY if warning.means == "reply" else Action.Operation.MESSAGE
    try:
        words = _words(decision, operation)
    except LetterGap as gap:
        _ask_a_person(decision, str(gap))
        return None
    return planning.plan(decision, operation, text=words)


def after_all(warning: Warning) -> Action | None:
    """Write to the author of a warning that reached them although it was withdrawn while on its way."""
    of = warning.strike.decision
    found = Decision.objects.filter(
        contribution=of.contribution_id, version=of.version_id, verdict=Decision.Verdict.NO_BREACH, pk__gt=of.pk
    )
    decision = found.exclude(measures__in=JUDGES_NOTHING).order_by("-pk").first()
    return say(warning, decision) if decision is not None else None


def _words(decision: Decision, operation: str) -> str:
    policy, language = policies.policy_of(policies.in_force()), decision.assessment.language
    short = "warning_withdrawn_public"
    if operation == Action.Operation.REPLY:
        return policies_data.render(policy, short, language_of(policy, short, language))
    name = "warning_withdrawn"
    words = policies_data.render(policy, name, language_of(policy, name, language))
    platform = Platform(decision.contribution.channel.platform)
    way = private_way(platform, in_message=decision.contribution.is_private) or Operation.MESSAGE
    return policies_data.render(policy, short, "en") if too_long(platform, way, words) else words


def _hears_it_anyway(warning: Warning, decision: Decision) -> bool:
    """Whether an appeal that `decision` ended is answered privately to whoever was warned, which says sorry too."""
    ended = Appeal.objects.filter(Q(outcome=decision) | Q(joined_to__outcome=decision))
    rows = ended.select_related("message__channel", "contribution__channel")
    answers = [to for to in map(addressed, rows) if to is not None and way_to(to) is not None]
    return any(to.author_id == warning.author_id for to in answers)


def _ask_a_person(decision: Decision, why: str) -> None:
    queue.open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=(NO_LETTER.format(why=why),))
    queue.settle_disposition(decision.contribution)
