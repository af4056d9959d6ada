"""What became of a case while somebody else was reading it, in words: who ended it, when, and how."""

from __future__ import annotations

from django.utils import timezone

from evenhand.cases.errors import ChangedError
from evenhand.cases.models import Case, Decision
from evenhand.clock import said

NOON = 12


def closed_already(case: Case) -> ChangedError:
    """The refusal for who comes second to a case that is closed."""
    return ChangedError(f"{_what_happened(case)} Nothing of yours was recorded. Go back to the queue for what is open.")


def found_none_since(word: Decision) -> str:
    """Who found a breach to be none, and when; `word` is that later decision."""
    return f"{word.person or 'Somebody'} found at {said(timezone.localtime(word.decided_at))} that this was no breach"


def _what_happened(case: Case) -> str:
    when = "" if case.closed_at is None else f" at {_clock(case)}"
    decision = Decision.objects.filter(case=case).select_related("person", "guideline").order_by("-pk").first()
    if decision is None or decision.person is None:
        how = f": {case.outcome_reason}" if case.outcome_reason else "."
        return f"This case was closed already{when}{how}"
    if decision.measures in {"reply", "message"}:
        return f"{decision.person} answered this case already{when}."
    if decision.verdict == Decision.Verdict.NO_BREACH:
        return f"{decision.person} decided this case already{when}: it stays up."
    return f"{decision.person} decided this case already{when}: it breaches ‘{decision.guideline.title}’."


def _clock(case: Case) -> str:
    local = timezone.localtime(case.closed_at)
    return f"{local.hour % NOON or NOON}:{local.minute:02d}{'am' if local.hour < NOON else 'pm'}"
