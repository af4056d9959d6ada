"""A first swear word aimed at nobody is hidden and counts for nothing (clause 30, promise 7): no strike, no warning."""

from __future__ import annotations

from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, Guideline

AIMED = {"insult_at_person", "threat"}


def is_exempt(
    contribution: Contribution, assessment: Assessment, guideline: Guideline, *, before: int | None = None
) -> bool:
    """Whether a breach of `guideline` here is the author's first, aimed at nobody, under a guideline that exempts it.

    Earlier breaches are those in other contributions of the same author, decided before the decision `before`, and
    not found to be none since.
    """
    rule = policies.policy_of(assessment.policy_version).guideline(guideline.code)
    if not rule.strike_first_time_exempt or any(signal["name"] in AIMED for signal in assessment.signals):
        return False
    earlier = Decision.objects.filter(
        contribution__author=contribution.author_id, guideline__code=guideline.code, verdict=Decision.Verdict.BREACH
    ).exclude(contribution=contribution)
    counted = earlier.filter(pk__lt=before) if before else earlier
    return all(overturned(decision) for decision in counted)
