"""Whether a decision still stands, or people have found since that the same text is no breach after all."""

from __future__ import annotations

from evenhand.cases.models import Decision


def overturned(decision: Decision) -> bool:
    """Whether the last word on the text that was decided is 'no breach'. Keeping a later, mended text says nothing."""
    words = Decision.objects.filter(contribution=decision.contribution_id, version=decision.version_id)
    last = words.exclude(measures__in=["reply", "message"]).order_by("-pk").first()
    return last is not None and last.verdict == Decision.Verdict.NO_BREACH
