"""The named tasks of this room: `judgement.assess` {version_id}, `judgement.compare` {comparison_id}; and its sweep."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from evenhand import work
from evenhand.judgement import assessors, comparing, golden, policies
from evenhand.judgement.errors import UnsignedModelsError, WordsErasedError
from evenhand.judgement.models import Comparison, GoldenOutcome
from evenhand.judgement.services import assess_version
from evenhand.work.types import JSON

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=1)


@work.task("judgement.assess")
def assess(payload: dict[str, JSON]) -> None:
    """Assess one version under the policy in force; wait for a worker that has the signed detectors."""
    try:
        assess_version(int(str(payload["version_id"])))
    except WordsErasedError:
        return
    except UnsignedModelsError as error:
        log.error("judgement.unsigned_models: %s", error)  # noqa: TRY400  (it says all; where it was raised adds nothing)
        raise work.Retry(timezone.now() + PAUSE, "unsigned_models") from error


@work.task("judgement.compare")
def compare(payload: dict[str, JSON]) -> None:
    """Make the next piece of a comparison, and have the one after it made."""
    try:
        comparison = comparing.next_piece(int(str(payload["comparison_id"])))
    except UnsignedModelsError as error:
        raise work.Retry(timezone.now() + PAUSE, "other_models") from error
    if comparison.state == Comparison.State.RUNNING:
        comparing.enqueue(comparison)


@work.sweep("judgement.keep_golden", every=timedelta(hours=1), in_transaction=False)
def keep_golden() -> None:
    """Keep how the golden set comes out under what is in force, for when its detectors no longer run."""
    current = policies.activation_in_force()
    if current is None or not assessors.runs_here(current.assessor):
        return
    if GoldenOutcome.objects.filter(assessor=current.assessor).exists():
        return
    items = golden.golden_set(current.assessor, current.assessor)
    with transaction.atomic():
        golden.outcomes(current.assessor, items)
