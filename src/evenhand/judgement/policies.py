"""Policy versions in the database: stored whole, their guidelines as rows, one in force at a time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evenhand import policy as policies
from evenhand.judgement import assessors
from evenhand.judgement.assessors import assessor
from evenhand.judgement.errors import NoPolicyInForceError, NotSignedError
from evenhand.judgement.models import (
    AssessorVersion,
    AutomaticHide,
    FalseClaim,
    Guideline,
    PolicyActivation,
    PolicyVersion,
    SignOff,
)
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.signals.catalogue import CATALOGUE
from evenhand.store.statements import Statements

NO_GUIDELINE = "none"
_sql = Statements(Path(__file__).resolve().parent / "sql")

__all__ = [
    "NO_GUIDELINE",
    "NoPolicyInForceError",
    "NotSignedError",
    "activate",
    "activation_in_force",
    "assessor",
    "in_force",
    "in_force_here",
    "policy_file",
    "policy_of",
    "put_in_force",
    "store",
    "store_claims",
    "store_file",
]


def policy_file(name: str) -> Path:
    """Where the policy called `name` stands on disk."""
    return Path(settings.POLICIES) / f"{name}.yaml"


@transaction.atomic
def store(policy: policies.Policy) -> PolicyVersion:
    """Keep a policy's whole content, letters included, as a version; the same content gives the same version."""
    version, created = PolicyVersion.objects.get_or_create(
        digest=policy.digest,
        defaults={
            "name": policy.id,
            "source": policy.content,
            "guidelines_url": policy.guidelines_url,
            "warning_months": policy.warning_months,
        },
    )
    if created:
        _store_guidelines(version, policy)
        records.append(
            "policy.stored",
            subject=f"policy:{version.pk}",
            actor="machine",
            facts={"digest": policy.digest, "name": policy.id},
        )
    return version


def _store_guidelines(version: PolicyVersion, policy: policies.Policy) -> None:
    none = Guideline(policy_version=version, code=NO_GUIDELINE, title="No guideline is breached", position=999)
    rows = {
        rule.id: Guideline(
            policy_version=version,
            code=rule.id,
            title=rule.title,
            position=position,
            track=rule.track,
            makes_strike=rule.strike,
            nature=rule.nature,
            priority=rule.priority,
            approvals=rule.approvals,
            needs_source=rule.needs_source,
        )
        for position, rule in enumerate(policy.guidelines)
    }
    Guideline.objects.bulk_create([none, *rows.values()])
    AutomaticHide.objects.bulk_create(
        AutomaticHide(guideline=rows[rule.id], platform=platform)
        for rule in policy.guidelines
        for platform, measure in rule.automatic.items()
        if measure == "hide"
    )


def activation_in_force() -> PolicyActivation | None:
    """The activation that decides live outcomes now; None on a database in which none was made yet."""
    rows = PolicyActivation.objects.select_related("policy_version", "assessor__policy_version")
    return rows.defer("policy_version__source", "assessor__policy_version__source").order_by("-number").first()


@transaction.atomic
def activate(version: PolicyVersion, by: User | None) -> PolicyActivation:
    """Put a policy version, with the detectors of this process, in force from now on.

    Where it is in force already, nothing changes. Where nothing was ever in force, this is the installation. In every
    other case a policy owner has signed its differences from what is in force: NotSignedError otherwise.
    """
    current, assessor_version = activation_in_force(), assessors.stored(version)
    if current is not None and current.assessor_id == assessor_version.pk:
        return current
    sign_off = None if current is None else _sign_off(current.assessor, assessor_version)
    activation = PolicyActivation.objects.create(
        number=1 if current is None else current.number + 1,
        policy_version=version,
        assessor=assessor_version,
        previous=None if current is None else current.number,
        replaced=None if current is None else current.assessor,
        sign_off=sign_off,
        activated_by=by,
    )
    records.append(
        "policy.activated",
        subject=f"policy:{version.pk}",
        actor=f"person:{by.pk}" if by else "machine",
        facts={
            "digest": version.digest,
            "models": assessor_version.models_digest,
            "number": activation.number,
            "sign_off": sign_off and sign_off.pk,
        },
    )
    return activation


def _sign_off(before: AssessorVersion, after: AssessorVersion) -> SignOff:
    found = SignOff.objects.filter(before=before, after=after, activation__isnull=True).order_by("-pk").first()
    if found is None:
        raise NotSignedError(
            f"{after.policy_version} may not come into force yet: nobody signed how it differs from "
            f"{before.policy_version}. Run `evenhand policy compare` with its name; then a policy owner opens the "
            "comparison at the desk under 'Policy', signs it, and puts it in force. Nothing was changed."
        )
    return found


def in_force() -> PolicyVersion:
    """The policy version that decides live outcomes now. Raises NoPolicyInForceError."""
    return _in_force()[0]


def in_force_here() -> PolicyVersion:
    """As `in_force`, for judging: UnsignedModelsError where this process has other detectors than were signed."""
    version, models = _in_force()
    assessors.require(models)
    return version


def _in_force() -> tuple[PolicyVersion, str]:
    """The version, and the digest of the detectors that were signed with it."""
    for pk, digest, models in _sql.rows("in_force"):
        return _version(pk, digest), models
    raise NoPolicyInForceError(
        "No policy is in force. Run `evenhand policy activate hmpps`, or store and activate your own policy file."
    )


@lru_cache(maxsize=16)
def _version(pk: int, digest: str) -> PolicyVersion:
    """A version is never changed, so it is read once; without its source, which is long and seldom needed."""
    return PolicyVersion.objects.defer("source").get(pk=pk, digest=digest)


def policy_of(version: PolicyVersion) -> policies.Policy:
    """The policy of a version, as data."""
    return assessor(version).policy


@transaction.atomic
def store_claims(register: policies.Register) -> int:
    """Put false claims on the register, or refresh them; gives how many stand there now.

    What a person changed at the desk is theirs: the file does not put it back.
    """
    theirs = set(FalseClaim.objects.filter(kept_by__isnull=False).values_list("code", flat=True))
    told = {
        claim.id: FalseClaim(
            code=claim.id,
            claim=claim.stated,
            correction=claim.correction,
            source=claim.source,
            owner=claim.owner,
            expires_on=claim.expires,
        )
        for claim in register.claims
        if claim.id not in theirs
    }
    before = {row.code: row for row in FalseClaim.objects.filter(code__in=told)}
    reworded = [code for code, row in before.items() if _says(row) != _says(told[code])]
    FalseClaim.objects.filter(code__in=reworded).update(approved_by=None, approved_at=None)
    changed = ["claim", "correction", "source", "owner", "expires_on"]
    FalseClaim.objects.bulk_create(told.values(), update_conflicts=True, unique_fields=["code"], update_fields=changed)
    return FalseClaim.objects.count()


def _says(claim: FalseClaim) -> tuple[str, str, str]:
    """What whoever approved it read."""
    return claim.claim, claim.correction, claim.source


@transaction.atomic
def put_in_force(name: str, by: User | None = None) -> PolicyVersion:
    """Store the policy file called `name`, put it in force if it is not, and bring its false claims onto the register.

    The first policy of a database is its installation. Any other must have been signed: NotSignedError otherwise, and
    nothing is changed.
    """
    version = store_file(name)
    activate(version, by)
    register = policy_file(name).with_name(f"{name}-claims.yaml")
    if register.exists():
        store_claims(policies.load_claims(register))
    return version


def store_file(name: str) -> PolicyVersion:
    """Store the policy file called `name` as a version. It decides nothing by that."""
    return store(policies.load(policy_file(name), signals=CATALOGUE))
