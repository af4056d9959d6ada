"""The follow-up timer: what was to come back does, at its time, as an open case that is first in the queue."""

from __future__ import annotations

from django.utils import timezone

from evenhand import work
from evenhand.care.models import FollowUp
from evenhand.cases.models import Case
from evenhand.cases.queue import open_case, settle_disposition
from evenhand.cases.routing import MOST_URGENT
from evenhand.records import services as records

WHY = "A follow-up is due: read the note."


def call_due() -> int:
    """Hand each due follow-up on; how many. Not in its author's lane, which a dead letter may hold up."""
    found = list(FollowUp.objects.filter(came_at__isnull=True, due_at__lte=timezone.now()))
    for one in found:
        work.enqueue("care.come_back", {"follow_up_id": one.pk}, key=f"come-back:{one.pk}", priority=1)
    return len(found)


def come_back(follow_up: FollowUp) -> None:
    """Bring the case back: it rises where it is open, else opens anew; who is on call hears of it."""
    if follow_up.came_at is not None:
        return
    contribution = follow_up.case.contribution
    case = open_case(
        contribution, Case.Kind.SAFEGUARDING, priority=MOST_URGENT, why=(WHY,), cause=f"follow-up-{follow_up.pk}"
    )
    follow_up.came_at, follow_up.came_as = timezone.now(), case
    follow_up.save(update_fields=["came_at", "came_as"])
    records.append(
        "care.follow_up_due",
        subject=f"contribution:{contribution.pk}",
        actor="machine",
        facts={"case": case.pk, "set_on": follow_up.case_id, "by": follow_up.person_id},
    )
    settle_disposition(contribution)
