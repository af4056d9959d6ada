"""A new version comes into force as it must: compared, opened, signed. Not here: what a new policy then decides."""

from __future__ import annotations

from django.utils import timezone
from tests import factories as make

from evenhand.judgement import assessors, comparing, signing
from evenhand.judgement.models import (
    AssessorVersion,
    Comparison,
    Flip,
    GoldenOutcome,
    Opening,
    PolicyActivation,
    PolicyVersion,
    SignOff,
)
from evenhand.people.models import User


def compared(version: PolicyVersion) -> Comparison:
    """A whole comparison from what is in force to this policy version with the detectors that run."""
    comparison = comparing.begin(assessors.stored(version))
    while comparison.state == Comparison.State.RUNNING:
        comparison = comparing.next_piece(comparison.pk)
    return comparison


def signed(version: PolicyVersion, by: User | None = None) -> SignOff:
    """The same, opened and signed by a policy owner."""
    owner = by or make.person("policy_owner")
    comparison = compared(version)
    signing.opened(comparison, owner)
    return signing.sign(comparison, owner, comparison.digest)


def brought_into_force(version: PolicyVersion, by: User | None = None) -> PolicyActivation:
    """The same, put in force."""
    sign_off = signed(version, by)
    return signing.put_in_force(sign_off.comparison, sign_off.person)


def assessor(version: PolicyVersion | None = None, models: str = "m") -> AssessorVersion:
    """An assessor version, as a row without detectors behind it."""
    return AssessorVersion.objects.create(
        policy_version=version or make.policy_version(), model_versions={}, models_digest=models
    )


def installed(version: AssessorVersion) -> PolicyActivation:
    """The first activation of a database."""
    return PolicyActivation.objects.create(number=1, policy_version=version.policy_version, assessor=version)


def ready(before: AssessorVersion, after: AssessorVersion) -> Comparison:
    """A ready comparison as rows, with one golden flip."""
    comparison = Comparison.objects.create(before=before, after=after)
    GoldenOutcome.objects.get_or_create(assessor=after, item="one", defaults={"outcome": "remove"})
    Flip.objects.create(
        comparison=comparison, item="one", change="allow>remove", before_outcome="allow", after_outcome="remove"
    )
    comparison.golden_digest, comparison.golden_items, comparison.digest = "g", 1, f"digest-{comparison.pk}"
    comparison.state, comparison.ready_at = Comparison.State.READY, timezone.now()
    comparison.save()
    return comparison


def sign_off(of: Comparison, by: User | None = None) -> SignOff:
    """Its opening and its sign-off, as rows."""
    owner = by or make.person("policy_owner")
    Opening.objects.create(comparison=of, person=owner, digest=of.digest)
    return SignOff.objects.create(comparison=of, person=owner, digest=of.digest, before=of.before, after=of.after)


def chain() -> PolicyActivation:
    """A first activation and a signed second one, as rows."""
    before, after = assessor(), assessor()
    first = installed(before)
    return PolicyActivation.objects.create(
        number=2,
        policy_version=after.policy_version,
        assessor=after,
        previous=first.number,
        replaced=before,
        sign_off=sign_off(ready(before, after)),
    )
