"""Assessor versions: a policy version with the detectors of this process, and whether those are the signed ones.

A process has one set of detectors. Where another set is in force it judges nothing; a process that has the signed
set goes on, and the new one waits for its signature (promise 11).
"""

from __future__ import annotations

from functools import lru_cache

from evenhand.assess import Assessor
from evenhand.assess.versions import models_digest
from evenhand.judgement.errors import UnsignedModelsError
from evenhand.judgement.models import AssessorVersion, PolicyVersion
from evenhand.policy import Policy
from evenhand.signals.registry import standard


def running_models() -> dict[str, str]:
    """Detector name → version, of this process."""
    return standard().versions()


def stored(version: PolicyVersion) -> AssessorVersion:
    """The assessor version of a policy version with the detectors of this process, kept if it is new."""
    models = running_models()
    row, _ = AssessorVersion.objects.get_or_create(
        policy_version=version, models_digest=models_digest(models), defaults={"model_versions": models}
    )
    return row


def runs_here(version: AssessorVersion) -> bool:
    """Whether this process has the detectors of an assessor version."""
    return version.models_digest == models_digest(running_models())


def require(wanted: str) -> None:
    """Raise UnsignedModelsError where this process has other detectors than those with the digest `wanted`."""
    here = models_digest(running_models())
    if here != wanted:
        raise UnsignedModelsError(
            f"The detectors of this process ({here[:12]}) are not those of the version "
            f"asked for ({wanted[:12]}), and no others may take their place unsigned. Run the earlier "
            "release for now; with this one, run `evenhand policy compare`, then have a policy owner open and sign "
            "the comparison at the desk, and put it in force there."
        )


@lru_cache(maxsize=4)
def _assessor(digest: str) -> Assessor:
    source = PolicyVersion.objects.values_list("source", flat=True).get(digest=digest)
    return Assessor(Policy.model_validate_json(source))


def assessor(version: PolicyVersion) -> Assessor:
    """The assessor of a stored policy version with the detectors of this process, kept between calls."""
    return _assessor(version.digest)
