"""A person raises what the machine missed: somebody may be at risk. It opens a case beside whatever else is open."""

from __future__ import annotations

from django.db import transaction

from evenhand.cases import queue
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.cases.routing import MOST_URGENT
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.support import handling

RAISED = "{who} says that somebody may be at risk: read the note."


@transaction.atomic
def raise_at_risk(case: Case, person: User, words: str, *, another: bool = False) -> Case:
    """Open a case of a person at risk beside `case`, or add to the one that is open; who is on call is alerted.

    Whoever may decide may raise it, though they may not read what becomes of it. `case` itself goes on. Unless
    `another` person is meant, its author counts as the one at risk: no later breach in it is held against them.
    """
    if not may(person, "decide"):
        raise RefusedError("Your role does not work on cases. Tell a moderator or a safeguarding lead at once.")
    said = words.strip()
    if not said:
        raise RefusedError("Say what worries you. A few words are enough.", "worry")
    hold_lane(case.contribution)
    contribution = queue.locked_contribution.get(case.contribution_id)
    opened = queue.open_case(
        contribution,
        Case.Kind.SAFEGUARDING,
        priority=MOST_URGENT,
        why=(RAISED.format(who=person.shown_name), *(() if another else (queue.AUTHOR_AT_RISK,))),
        assessment=Assessment.objects.filter(version__contribution=contribution).order_by("-pk").first(),
        cause=f"raised-{person.pk}-{contribution.latest_version}",  # the same form sent twice wakes nobody twice
    )
    handling.note(opened, person, said)
    records.append(
        "care.raised",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"case": opened.pk, "from": case.pk},
    )
    queue.settle_disposition(contribution)
    return opened
