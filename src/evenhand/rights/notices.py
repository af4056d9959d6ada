"""Receiving a notice of complaint: written down whole, its clock set from when it came, its case for legal opened.

The clock is the law's (`clock.legal`): 48 hours that leave out whole days on which no business is done. What is done
about the words is decided on the case like any other; who complains is known to nobody who cannot see the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.cases import queue
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.cases.routing import MOST_URGENT
from evenhand.clock import notice_due, said
from evenhand.intake.models import Contribution
from evenhand.intake.words import storable
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.rights.models import Notice

NEEDED = {
    "complainant": "the name of whoever complains",
    "contact": "how they can be reached",
    "words": "the words that they complain of",
    "why": "why they say that these are defamatory",
}
"""What a notice must say to be one (the Regulations of 2013, reg. 2), and we to act on it."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a notice says."""

    complainant: str
    contact: str
    words: str
    why: str
    received_at: datetime


@transaction.atomic
def receive(contribution: Contribution, person: User, told: Received) -> Notice:
    """Write a notice down; its case is due by the law's clock, or earlier where it was already."""
    _check(person, told)
    hold_lane(contribution)
    due = notice_due(timezone.localtime(told.received_at))
    why = f"{queue.NOTICE} Act on it by {said(timezone.localtime(due))}."
    case = queue.open_case(contribution, Case.Kind.LEGAL, priority=MOST_URGENT, why=(why,))
    if case.due_at is None or case.due_at > due:
        case.due_at = due
        case.save(update_fields=["due_at"])
    texts = {name: storable(getattr(told, name).strip())[0] for name in NEEDED}
    made = Notice.objects.create(
        contribution=contribution,
        case=case,
        received_at=told.received_at,
        due_at=due,
        entered_by=person,
        entered_at=max(timezone.now(), told.received_at),
        **texts,
    )
    queue.settle_disposition(contribution)
    records.append(
        "notice.received",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"notice": made.pk, "case": case.pk, "received": told.received_at.isoformat(), "due": due.isoformat()},
        content=texts,
    )
    return made


def of_case(case: Case) -> QuerySet[Notice]:
    """The notices that a case is about, by when they are to be acted on."""
    return Notice.objects.filter(case=case).select_related("entered_by").order_by("due_at", "pk")


def _check(person: User, told: Received) -> None:
    if not may(person, "decide"):
        raise RefusedError("Your role takes in no notices of complaint. Ask a moderator.")
    for name, what in NEEDED.items():
        if not getattr(told, name).strip():
            raise RefusedError(f"Write down {what}. A notice without it does not start the clock: ask for it.", name)
    if told.received_at > timezone.now():
        raise RefusedError("Give the time at which it came in. That is not in the future.", "received_at")
