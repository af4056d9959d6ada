"""Policy versions in the database: stored whole, their guidelines as rows, one in force at a time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evenhand import policy as policies
from evenhand.assess import Assessor
from evenhand.judgement.models import AutomaticHide, FalseClaim, Guideline, PolicyActivation, PolicyVersion
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.signals.catalogue import CATALOGUE

NO_GUIDELINE = "none"


class NoPolicyInForceError(RuntimeError):
    """No policy version is in force, so nothing can be judged."""


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
    Guideline.objects.create(policy_version=version, code=NO_GUIDELINE, title="No guideline is breached", position=999)
    for position, rule in enumerate(policy.guidelines):
        row = Guideline.objects.create(
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
        for platform, measure in rule.automatic.items():
            if measure == "hide":
                AutomaticHide.objects.create(guideline=row, platform=platform)


@transaction.atomic
def activate(version: PolicyVersion, by: User | None) -> PolicyActivation:
    """Put a version in force from now on."""
    activation = PolicyActivation.objects.create(policy_version=version, activated_by=by)
    records.append(
        "policy.activated",
        subject=f"policy:{version.pk}",
        actor=f"person:{by.pk}" if by else "machine",
        facts={"digest": version.digest},
    )
    return activation


def in_force() -> PolicyVersion:
    """The version in force; raises NoPolicyInForceError when none is."""
    latest = PolicyActivation.objects.select_related("policy_version").order_by("-pk").first()
    if latest is None:
        raise NoPolicyInForceError(
            "No policy is in force. Run `evenhand policy activate hmpps`, or store and activate your own policy file."
        )
    return latest.policy_version


@lru_cache(maxsize=4)
def _assessor(source: str, _digest: str) -> Assessor:
    return Assessor(policies.Policy.model_validate_json(source))


def assessor(version: PolicyVersion) -> Assessor:
    """The assessor of a policy version, kept between calls."""
    return _assessor(version.source, version.digest)


def policy_of(version: PolicyVersion) -> policies.Policy:
    """The policy of a version, as data."""
    return assessor(version).policy


@transaction.atomic
def store_claims(register: policies.Register) -> int:
    """Put false claims on the register, or refresh them; gives how many stand there now."""
    for claim in register.claims:
        FalseClaim.objects.update_or_create(
            code=claim.id,
            defaults={
                "claim": claim.stated,
                "correction": claim.correction,
                "source": claim.source,
                "owner": claim.owner,
                "expires_on": claim.expires,
            },
        )
    return FalseClaim.objects.count()


def put_in_force(name: str, by: User | None = None) -> PolicyVersion:
    """Store the policy file called `name` with its register of false claims, and put it in force if it is not."""
    file = policy_file(name)
    version = store(policies.load(file, signals=CATALOGUE))
    register = file.with_name(f"{name}-claims.yaml")
    if register.exists():
        store_claims(policies.load_claims(register))
    latest = PolicyActivation.objects.order_by("-pk").first()
    if latest is None or latest.policy_version_id != version.pk:
        activate(version, by)
    return version
