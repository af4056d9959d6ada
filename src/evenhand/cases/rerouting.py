"""A person says that what somebody asked is of another kind: a question, a request by law, a complaint, a concern.

The case closes as redirected, and the other kind opens with its own clock: by law from the day on which it was written,
else from when the first case of it opened, so that saying so gives nobody more time. Whoever had it has it still.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.cases import queue
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_not_named_in
from evenhand.cases.due import FROM_RECEIPT, due_at
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import ASKED, Assignment, Case
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records

PRIORITY = {Case.Kind.QUESTION: 4}


@transaction.atomic
def reroute(case: Case, person: User, kind: str) -> Case:
    """Go on with it as `kind`; gives the case that is open now. RefusedError where that is no other kind."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not route cases. Ask a moderator.")
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    if kind not in ASKED or locked.kind not in ASKED or kind == locked.kind:
        raise RefusedError("Choose what it is instead.", "kind")
    wanted = Case.Kind(kind)
    contribution = queue.locked_contribution.get(locked.contribution_id)
    check_not_named_in(person, contribution, what="say what it is")
    made = queue.open_case(
        contribution,
        wanted,
        priority=PRIORITY.get(wanted, 3),
        why=(f"{person.shown_name} says that it is one.",),
        assessment=locked.assessment,
    )
    _from_the_same_moment(made, locked.opened_at)
    held = Assignment.objects.filter(case=locked, released_at__isnull=True).select_related("person").first()
    queue.close(locked, outcome="redirected", actor=f"person:{person.pk}", reason=f"It goes on as case {made.pk}.")
    if held is not None and not Assignment.objects.filter(case=made, released_at__isnull=True).exists():
        queue.take(made, held.person)
    records.append(
        "case.rerouted",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"case": locked.pk, "from": locked.kind, "to": kind, "into": made.pk},
    )
    queue.settle_disposition(contribution)
    return made


def _from_the_same_moment(made: Case, began: datetime) -> None:
    """Let a case count from when the one before it opened; what the law's clock runs from stays as it is."""
    made.opened_at = min(made.opened_at, began)
    due = due_at(made.kind, began)
    if made.kind not in FROM_RECEIPT and (made.due_at is None or due < made.due_at):
        made.due_at = due
    made.save(update_fields=["opened_at", "due_at"])
