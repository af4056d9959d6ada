"""The golden set as this body has it: the written items, the examples of the policies compared, and its own rows.

Rows come from upheld appeals; each points to the version of a contribution, whose text keeps its one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from evenhand.assess.flips import Outcome, assessed
from evenhand.assess.golden import FILE, GoldenItem, examples_of, read_golden
from evenhand.judgement.assessors import assessor, runs_here
from evenhand.judgement.context import claims
from evenhand.judgement.models import AssessorVersion, GoldenOutcome
from evenhand.judgement.models import GoldenItem as Row
from evenhand.judgement.policies import policy_of
from evenhand.judgement.uses import Use, may_use

_AT_A_TIME = 200


def golden_set(before: AssessorVersion, after: AssessorVersion) -> dict[str, GoldenItem]:
    """Every golden item for these two, by its id."""
    policies = (policy_of(before.policy_version), policy_of(after.policy_version))
    return {item.id: item for item in (*written(), *examples_of(*policies), *own())}


def written() -> tuple[GoldenItem, ...]:
    """The items of the file beside the policies; none, where a body keeps no such file."""
    path = Path(settings.POLICIES) / FILE
    return read_golden(path) if path.is_file() else ()


def own() -> Iterator[GoldenItem]:
    """The items that are rows, those whose text is still there and may be learned from."""
    rows = Row.objects.select_related("version__contribution__channel", "version__contribution__post").order_by("pk")
    for row in rows.iterator(chunk_size=_AT_A_TIME):
        contribution = row.version.contribution
        if row.version.text and may_use(contribution.channel, Use.LEARN):
            yield GoldenItem.model_validate(
                {
                    "id": str(row),
                    "text": row.version.text,
                    "kind": contribution.kind,
                    "platform": contribution.channel.platform,
                    "post": contribution.post.text if contribution.post else "",
                    "outcome": row.outcome,
                    "guidelines": tuple(row.guidelines),
                }
            )


def outcomes(version: AssessorVersion, items: Mapping[str, GoldenItem]) -> dict[str, Outcome]:
    """How each item comes out, by id: assessed and kept where its detectors run here, else as it was kept then."""
    if runs_here(version):
        known, judge = claims(), assessor(version.policy_version)
        found = {key: assessed(judge, item.as_text(known)) for key, item in items.items()}
        _keep(version, found)
        return found
    kept = GoldenOutcome.objects.filter(assessor=version)
    return {row.item: Outcome(row.outcome, tuple(row.guidelines), row.automatic) for row in kept if row.item in items}


def _keep(version: AssessorVersion, found: Mapping[str, Outcome]) -> None:
    there = set(GoldenOutcome.objects.filter(assessor=version).values_list("item", flat=True))
    new = [
        GoldenOutcome(
            assessor=version, item=key, outcome=one.outcome, guidelines=list(one.guidelines), automatic=one.automatic
        )
        for key, one in found.items()
        if key not in there
    ]
    GoldenOutcome.objects.bulk_create(new, batch_size=_AT_A_TIME)
