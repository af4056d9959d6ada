"""Rows of care: advice, hand-overs, outcomes and follow-ups of people at risk."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.spine import NOON, case, contribution, person

from evenhand.care.models import Advice, FollowUp, HandOver, Outcome
from evenhand.cases.models import Case


def helped() -> Outcome:
    """A case of a person at risk with advice, a hand-over and its outcome, and one that a follow-up brought back."""
    one, other = person("approver"), person("safeguarding_lead")
    closed = case(contribution(), "safeguarding", 1)
    Advice.objects.create(case=closed, person=other, no_danger=False, words="Ring the wing.")
    HandOver.objects.create(case=closed, by=other, to=one, note="Yours.")
    outcome = Outcome.objects.create(
        case=closed, person=one, kind="helped", done="police", told="PC 1201", words="They are with her."
    )
    closed.state, closed.outcome, closed.closed_at = Case.State.CLOSED, "helped", NOON
    closed.save()
    back = case(closed.contribution, "safeguarding", 1)
    later = NOON + timedelta(hours=4)
    FollowUp.objects.create(
        case=closed, person=one, note="Is she well?", made_at=NOON, due_at=later, came_at=later, came_as=back
    )
    return outcome
