"""Whether a decision still stands, or people have found since that the same text is no breach after all."""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand.cases.models import JUDGES_NOTHING, Decision
from evenhand.store.prepared import Value, prepared


@prepared
def _words(contribution: Value, version: Value) -> QuerySet[Decision]:
    rows = Decision.objects.filter(contribution=contribution, version=version)
    return rows.exclude(measures__in=JUDGES_NOTHING).order_by("-pk")


def overturned(decision: Decision) -> bool:
    """Whether the last word on the text that was decided is 'no breach'. Keeping a later, mended text says nothing."""
    return overturned_by(decision) is not None


def overturned_by(decision: Decision) -> Decision | None:
    """The last word on the text that was decided, where that is 'no breach'."""
    last = _words.first(decision.contribution_id, decision.version_id)
    return last if last is not None and last.verdict == Decision.Verdict.NO_BREACH else None
