"""Tells whoever appealed how it ended, privately, in the name of who decided: on their message, or on what was decided.

A form proves nothing of who fills it in. One with the number of our letter is looked up by that; of one without, the
answer goes to the author of what was decided, once, whoever sent the form and however often.
"""

from __future__ import annotations

from django.db.models import Q

from evenhand.cases import queue
from evenhand.cases.automatic import announce
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.sanctions import writing
from evenhand.sanctions.appeals.letters import addressed, way_to
from evenhand.sanctions.appeals.receiving import subject_of
from evenhand.sanctions.models import Appeal

NO_WAY = (
    "Appeal {number} ended, and its author cannot be written to privately here. The answer stands with the appeal. "
    "Ask them in public, in neutral words, to write to us another way, and tell them there."
)


def tell(appeal: Appeal) -> Decision | None:
    """Write to them once; None where they were told, or hear it from another appeal that ended with this one.

    Where nobody can be written to privately, the record says so and a person is asked to find another way.
    """
    to, by = addressed(appeal), appeal.speaks.decided_by
    if appeal.told is not None or to is None or by is None or not appeal.letter or _hears_from_another(appeal, to):
        return None
    if way_to(to) is None:
        _ask_a_person(appeal, to)
        return None
    if appeal.message is not None or appeal.decision is None:
        told = _on_message(appeal, to, by)
    else:
        facts = "Somebody appealed on its author's behalf; this is the outcome."
        told = writing.write(appeal.decision, by, appeal.letter, key=f"appeal-told:{appeal.pk}", facts=facts)
    appeal.told = told
    appeal.save(update_fields=["told"])
    return told


def _ask_a_person(appeal: Appeal, to: Contribution) -> None:
    records.append("appeal.not_told", subject=subject_of(appeal), actor="machine", facts={"appeal": appeal.pk})
    why = (NO_WAY.format(number=appeal.reference),)
    queue.open_case(to, Case.Kind.REVIEW, priority=3, why=why)
    queue.settle_disposition(to)


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


def _hears_from_another(appeal: Appeal, to: Contribution) -> bool:
    """Whether a form's answer reaches the author of what was decided by an appeal that ended together with it."""
    if appeal.message is not None:
        return False
    ended = appeal.speaks
    others = Appeal.objects.filter(Q(pk=ended.pk) | Q(joined_to=ended)).exclude(pk=appeal.pk)
    theirs = others.filter(message__isnull=False, message__author=to.author_id).select_related("message__channel")
    by_message = any(one.message is not None and way_to(one.message) is not None for one in theirs)
    return by_message or others.filter(message__isnull=True, told__isnull=False).exists()
