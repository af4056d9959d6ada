"""Runs assess on a version with its context and keeps the assessment; what follows is cases' to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import QuerySet

from evenhand import work
from evenhand.assess import Assessment as Judged
from evenhand.intake.models import Contribution, Version
from evenhand.judgement import policies, spread
from evenhand.judgement.context import context_for, is_sensitive
from evenhand.judgement.errors import WordsErasedError
from evenhand.judgement.models import Assessment, PolicyVersion
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared
from evenhand.work.enqueueing import lock_lane


@prepared
def _version(key: Value) -> QuerySet[Version]:
    return Version.objects.select_related("contribution__channel", "contribution__post").filter(pk=key)


@prepared
def _assessed(version: Value, policy_version: Value) -> QuerySet[Assessment]:
    return Assessment.objects.filter(version=version, policy_version=policy_version)


def lane_of(contribution: Contribution) -> str:
    """One author's work is done in order; work on an unknown author's contribution in an order of its own."""
    return f"author:{contribution.author_id}" if contribution.author_id else f"contribution:{contribution.pk}"


def hold_lane(contribution: Contribution) -> None:
    """Lock the lane before any row of the contribution, as workers do, so that people and workers never deadlock."""
    lock_lane(lane_of(contribution))


def hold_lanes(contributions: Iterable[Contribution]) -> None:
    """Hold the lanes of several, in one order for everybody, so that no two ever wait for each other."""
    for lane in sorted({lane_of(one) for one in contributions}):
        lock_lane(lane)


def assess_version(version_id: int) -> Assessment:
    """Assess one stored version (once under a policy version) and hand it on to cases, in one transaction.

    Raises WordsErasedError where there is nothing left to read.
    """
    version = _version.get(version_id)
    if version.erased_at is not None:
        raise WordsErasedError(f"version:{version_id}")
    in_force = policies.in_force_here()
    earlier = _assessed.first(version, in_force)
    if earlier is not None:
        return earlier
    policy = policies.policy_of(in_force)
    sensitive = is_sensitive(version)
    judged = policies.assessor(in_force).assess(version.text, context_for(version, policy), post_sensitive=sensitive)
    assessment = _keep(version, in_force, judged, sensitive=sensitive)
    spread.note(version.contribution, judged)
    work.enqueue(
        "cases.route",
        {"assessment_id": assessment.pk},
        lane=lane_of(version.contribution),
        key=f"route:{assessment.pk}",
        priority=1 if judged.at_risk or judged.outcome == "escalate" else 4,
    )
    return assessment


def _keep(version: Version, policy_version: PolicyVersion, judged: Judged, *, sensitive: bool) -> Assessment:
    assessment = Assessment.objects.create(
        version=version,
        policy_version=policy_version,
        model_versions=dict(judged.models),
        outcome=judged.outcome,
        automatic=judged.automatic or "",
        at_risk=judged.at_risk,
        post_sensitive=sensitive,
        language=judged.language[:10],
        findings=[asdict(finding) for finding in judged.findings],
        intents=[asdict(intent) for intent in judged.intents],
        signals=[asdict(signal) for signal in judged.signals],
    )
    records.append(
        "contribution.assessed",
        subject=f"contribution:{version.contribution_id}",
        actor="machine",
        facts={
            "assessment": assessment.pk,
            "version": version.number,
            "outcome": judged.outcome,
            "automatic": judged.automatic or "",
            "guidelines": [finding.guideline_id for finding in judged.findings],
            "intents": [intent.id for intent in judged.intents],
            "policy": policy_version.digest,
            **({"post_sensitive": True} if sensitive else {}),
            "models": dict(judged.models),
        },
    )
    return assessment
