"""Makes a comparison, a piece at a time, while live work goes on: first the golden set, then the last contributions.

Each piece is one transaction and notes how far it came, so a crash repeats one piece and nothing is held in memory
but that piece. Rows hold ids and outcomes, never a text. Opening and signing are for `signing`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from evenhand import work
from evenhand.assess.flips import Flip as Found
from evenhand.assess.flips import Outcome, Text, assessed, flip
from evenhand.assess.golden import golden_digest
from evenhand.intake.models import Contribution, Version
from evenhand.judgement import assessors, golden, policies
from evenhand.judgement.context import claims, context_again, sensitive_then
from evenhand.judgement.errors import ComparisonRefusedError
from evenhand.judgement.models import Assessment, AssessorVersion, Comparison, Flip, GoldenOutcome
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.records.canonical import canonical

LAST = 10_000  # contributions (promise 11)
PIECE = 100  # contributions in one transaction: a moment, so that live work hardly waits


@transaction.atomic
def begin(after: AssessorVersion, by: User | None = None) -> Comparison:
    """Begin to compare what is in force with `after`; where that is being made already, gives what is there."""
    current = policies.activation_in_force()
    if current is None:
        raise ComparisonRefusedError(
            "Nothing is in force to compare with. Run `evenhand policy activate` for the first policy of a database."
        )
    if current.assessor_id == after.pk:
        raise ComparisonRefusedError(
            f"{after.policy_version} is in force, with these detectors. There is no difference."
        )
    _require_outcomes(current.assessor)
    running = Comparison.objects.filter(before=current.assessor, after=after, state=Comparison.State.RUNNING).first()
    if running is not None:
        return running
    newest = list(Contribution.objects.order_by("-pk").values_list("pk", flat=True)[:LAST])
    comparison = Comparison.objects.create(
        before=current.assessor,
        after=after,
        first=newest[-1] if newest else 0,
        last=newest[0] if newest else 0,
        contributions=len(newest),
    )
    records.append(
        "policy.comparison_begun",
        subject=str(comparison),
        actor=f"person:{by.pk}" if by else "machine",
        facts={"before": _name(comparison.before), "after": _name(comparison.after), "contributions": len(newest)},
    )
    enqueue(comparison)
    return comparison


def enqueue(comparison: Comparison) -> None:
    """Have the next piece made, after more urgent work."""
    done = f"{comparison.compared}" if comparison.golden_digest else "golden"
    work.enqueue(
        "judgement.compare",
        {"comparison_id": comparison.pk},
        lane=str(comparison),
        key=f"compare:{comparison.pk}:{done}",
        priority=5,
    )


@transaction.atomic
def next_piece(comparison_id: int) -> Comparison:
    """Make the next piece; the comparison as it stands then. UnsignedModelsError where this process may not."""
    comparison = Comparison.objects.select_for_update().get(pk=comparison_id)
    if comparison.state == Comparison.State.READY:
        return comparison
    assessors.require(comparison.after.models_digest)
    if not comparison.golden_digest:
        _compare_golden(comparison)
    else:
        _compare_contributions(comparison)
    if comparison.golden_digest and comparison.reached >= comparison.last:
        _finish(comparison)
    comparison.save()
    return comparison


def _require_outcomes(before: AssessorVersion) -> None:
    if not assessors.runs_here(before) and not GoldenOutcome.objects.filter(assessor=before).exists():
        raise ComparisonRefusedError(
            "The detectors in force do not run here, and how the golden set came out under them was not kept, so there "
            "is nothing to compare with. Run a worker of the earlier release for an hour; it keeps that by itself."
        )


def _compare_golden(comparison: Comparison) -> None:
    items = golden.golden_set(comparison.before, comparison.after)
    before, after = golden.outcomes(comparison.before, items), golden.outcomes(comparison.after, items)
    found = [flip(key, before[key], after[key]) for key in items if key in before]
    Flip.objects.bulk_create(_golden_row(comparison, one) for one in found if one is not None)
    comparison.golden_digest = golden_digest(items.values())
    comparison.golden_items = len(items)
    comparison.unknown += len(items) - len(found)


def _compare_contributions(comparison: Comparison) -> None:
    rows = Contribution.objects.filter(pk__gt=comparison.reached, pk__gte=comparison.first, pk__lte=comparison.last)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])
    known, policy = claims(), policies.policy_of(comparison.after.policy_version)
    latest = _latest(keys)
    sensitive = sensitive_then(latest)
    texts = [(one, Text("", one.text, context_again(one, policy, known), one.pk in sensitive)) for one in latest]
    before, after = _before(comparison.before, texts), assessors.assessor(comparison.after.policy_version)
    found = []
    for version, text in texts:
        one = flip("", before[version.pk], assessed(after, text)) if version.pk in before else None
        found += [_live_row(comparison, version, one)] if one is not None else []
    Flip.objects.bulk_create(found)
    comparison.compared += len(keys)
    comparison.unknown += len(texts) - len(before)
    comparison.reached = keys[-1] if len(keys) == PIECE else comparison.last


def _latest(keys: list[int]) -> list[Version]:
    """The latest text of each contribution, in their order; none where its removal alone is known, or it was erased."""
    rows = Version.objects.filter(contribution__in=keys, erased_at=None).exclude(change=Version.Change.REMOVED)
    rows = rows.select_related("contribution__channel", "contribution__post").order_by("contribution", "number")
    return list({row.contribution_id: row for row in rows}.values())


def _before(version: AssessorVersion, texts: Sequence[tuple[Version, Text]]) -> dict[int, Outcome]:
    """How texts come out under what is in force: as its detectors say if they run here, else as they came out then."""
    if assessors.runs_here(version):
        judge = assessors.assessor(version.policy_version)
        return {one.pk: assessed(judge, text) for one, text in texts}
    kept = [one.pk for one, _ in texts]
    return {
        row.version_id: Outcome(
            row.outcome, tuple(sorted({str(one["guideline_id"]) for one in row.findings})), row.automatic
        )
        for row in Assessment.objects.filter(version__in=kept, policy_version=version.policy_version)
        if row.model_versions == version.model_versions
    }


def _golden_row(comparison: Comparison, found: Found) -> Flip:
    return _row(comparison, found, Flip(item=found.id))


def _live_row(comparison: Comparison, version: Version, found: Found) -> Flip:
    return _row(comparison, found, Flip(version=version, contribution_id=version.contribution_id))


def _row(comparison: Comparison, found: Found, row: Flip) -> Flip:
    row.comparison, row.change = comparison, found.change
    row.before_outcome, row.after_outcome = found.before.outcome, found.after.outcome
    row.before_guidelines, row.after_guidelines = list(found.before.guidelines), list(found.after.guidelines)
    row.before_automatic, row.after_automatic = found.before.automatic, found.after.automatic
    return row


def _finish(comparison: Comparison) -> None:
    """Seal it: the digest of everything that was found is what people open and sign."""
    comparison.contributions = comparison.compared  # what was committed late, with a lower number, is counted as well
    comparison.digest = _digest(comparison)
    comparison.state, comparison.ready_at = Comparison.State.READY, timezone.now()
    records.append(
        "policy.compared",
        subject=str(comparison),
        actor="machine",
        facts={
            "before": _name(comparison.before),
            "after": _name(comparison.after),
            "golden": comparison.golden_items,
            "contributions": comparison.contributions,
            "flips": comparison.flips.count(),
            "unknown": comparison.unknown,
            "digest": comparison.digest,
        },
    )


def _digest(comparison: Comparison) -> str:
    head = {
        "before": _name(comparison.before),
        "after": _name(comparison.after),
        "golden": [comparison.golden_digest, comparison.golden_items],
        "contributions": [comparison.first, comparison.last, comparison.contributions],
        "unknown": comparison.unknown,
    }
    digest = hashlib.sha256(f"evenhand-comparison-1\n{canonical(head)}\n".encode())
    fields = ("item", "contribution_id", "version_id", "before_outcome", "after_outcome")
    lists = ("before_guidelines", "after_guidelines", "before_automatic", "after_automatic")
    rows = comparison.flips.order_by("pk").values_list(*fields, *lists)
    for row in rows.iterator(chunk_size=500):
        digest.update(f"{json.dumps(row)}\n".encode())
    return digest.hexdigest()


def _name(version: AssessorVersion) -> str:
    return f"{version.policy_version.digest}+{version.models_digest}"
