"""Opening masked detail of a method of self-harm: who may, and that it stands on record before it is shown."""

from __future__ import annotations

from django.db import transaction

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records


@transaction.atomic
def reveal(case: Case, person: User) -> None:
    """Note that `person` opens the detail of a case's text. RefusedError where they may not."""
    if not may(person, "see_safeguarding"):
        raise RefusedError("Detail of a method is opened by an approver or a safeguarding lead only. Ask one of them.")
    records.append(
        "detail.revealed",
        subject=f"contribution:{case.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"case": case.pk, "version": case.contribution.latest_version},
    )
