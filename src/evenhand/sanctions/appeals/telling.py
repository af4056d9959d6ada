"""Tells whoever appealed how it ended, privately, in the name of who decided: on their message, or on what was decided.

A form proves nothing of who fills it in. One with the number of our letter is looked up by that; of one without, the
answer goes to the author of what was decided, once, whoever sent the form and however often.
"""

from __future__ import annotations

from django.db.models import Q

from evenhand.cases.automatic import announce
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.people.models import User
from evenhand.sanctions import writing
from evenhand.sanctions.appeals.letters import addressed, way_to
from evenhand.sanctions.models import Appeal


def tell(appeal: Appeal) -> Decision | None:
    """Write to them once; None where they were told, or nobody can be written to privately there."""
    to, by = addressed(appeal), appeal.speaks.decided_by
    if appeal.told is not None or to is None or by is None or not appeal.letter or way_to(to) is None:
        return None
    if appeal.message is not None:
        told = _on_message(appeal, appeal.message, by)
    elif appeal.decision is None or _hears_from_another(appeal):
        return None
    else:
        facts = "Somebody appealed on its author's behalf; this is the outcome."
        told = writing.write(appeal.decision, by, appeal.letter, key=f"appeal-told:{appeal.pk}", facts=facts)
    appeal.told = told
    appeal.save(update_fields=["told"])
    return told


def _on_message(appeal: Appeal, message: Contribution, by: User) -> Decision:
    assessment = latest_assessment(message)
    told = Decision.objects.create(
        contribution=message,
        contribution_kind=message.kind,
        version=assessment.version,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=Guideline.objects.get(policy_version=assessment.policy_version, code=policies.NO_GUIDELINE),
        verdict=Decision.Verdict.NO_BREACH,
        facts="Its author appealed; this is the outcome.",
        measures="message",
        texts={"message": appeal.letter},
        actor=Decision.Actor.PERSON,
        person=by,
        key=f"appeal-told:{appeal.pk}",
    )
    announce(told)
    return told


def _hears_from_another(appeal: Appeal) -> bool:
    """Whether the author of what was decided hears the same end from an appeal that ended together with this one."""
    ended, to = appeal.speaks, addressed(appeal)
    others = Appeal.objects.filter(Q(pk=ended.pk) | Q(joined_to=ended)).exclude(pk=appeal.pk)
    theirs = others.filter(message__author=to.author_id if to else None).select_related("message__channel")
    by_message = any(one.message is not None and way_to(one.message) is not None for one in theirs)
    return by_message or others.filter(message__isnull=True, told__isnull=False).exists()
