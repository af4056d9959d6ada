"""A policy owner opens a comparison, then signs it; only then may its version come into force (promise 11).

The database holds the same: a sign-off refers to the opening by the same person of the same digest.
"""

from __future__ import annotations

from django.db import transaction

from evenhand.judgement import assessors, policies
from evenhand.judgement.errors import ComparisonRefusedError
from evenhand.judgement.models import Comparison, Opening, PolicyActivation, SignOff
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records


@transaction.atomic
def opened(comparison: Comparison, person: User) -> Opening:
    """Note that a policy owner has this comparison open; the first time counts."""
    _require_owner(person)
    if comparison.state != Comparison.State.READY:
        raise ComparisonRefusedError("This comparison is still being made. Open it when it is ready.")
    opening, new = Opening.objects.get_or_create(comparison=comparison, person=person, digest=comparison.digest)
    if new:
        _note("policy.comparison_opened", comparison, person, {})
    return opening


@transaction.atomic
def sign(comparison: Comparison, person: User, digest: str) -> SignOff:
    """Sign the comparison that this person has read, named by its digest. Signing it again changes nothing."""
    _require_owner(person)
    comparison = Comparison.objects.select_for_update().get(pk=comparison.pk)
    earlier = SignOff.objects.filter(comparison=comparison).first()
    if earlier is not None:
        return earlier
    if not digest or digest != comparison.digest:
        raise ComparisonRefusedError("What you read is not this comparison as it stands. Open it again, then sign.")
    if not Opening.objects.filter(comparison=comparison, person=person, digest=digest).exists():
        raise ComparisonRefusedError("You have not opened this comparison. Read what would change, then sign.")
    current = policies.activation_in_force()
    if current is None or current.assessor_id != comparison.before_id:
        raise ComparisonRefusedError(
            "Another version came into force after this comparison was begun, so it no longer says what would change. "
            "Run `evenhand policy compare` again."
        )
    sign_off = SignOff.objects.create(
        comparison=comparison, person=person, digest=digest, before=comparison.before, after=comparison.after
    )
    _note("policy.signed", comparison, person, {"sign_off": sign_off.pk})
    return sign_off


@transaction.atomic
def put_in_force(comparison: Comparison, person: User) -> PolicyActivation:
    """Put the version that was compared and signed in force. Raises NotSignedError, UnsignedModelsError."""
    _require_owner(person)
    assessors.require(comparison.after.models_digest)
    return policies.activate(comparison.after.policy_version, person)


def _require_owner(person: User) -> None:
    if not may(person, "sign_policy"):
        raise ComparisonRefusedError("Only a policy owner opens and signs what a new version changes.")


def _note(kind: str, comparison: Comparison, person: User, facts: dict[str, object]) -> None:
    records.append(
        kind, subject=str(comparison), actor=f"person:{person.pk}", facts={"digest": comparison.digest, **facts}
    )
