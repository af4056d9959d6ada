"""Tells whoever appealed by message how it ended, in the name of who decided. By the form, they look it up."""

from __future__ import annotations

from evenhand.cases.automatic import announce
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.models import Decision
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.sanctions.appeals.letters import way_to
from evenhand.sanctions.models import Appeal


def tell(appeal: Appeal) -> Decision | None:
    """Write to them once; None where they were told, or nobody can be written to privately there."""
    ended, message = appeal.speaks, appeal.message
    if appeal.told is not None or message is None or not appeal.letter or way_to(message) is None:
        return None
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
        person=ended.decided_by,
        key=f"appeal-told:{appeal.pk}",
    )
    announce(told)
    appeal.told = told
    appeal.save(update_fields=["told"])
    return told
