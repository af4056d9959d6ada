"""Nobody decides about what names them (promise 1): the step is refused with why, and the case is handed on.

Every service that decides or approves asks here. The refusal undoes its transaction, so whoever caught it hands on.
"""

from __future__ import annotations

from django.db import transaction

from evenhand.cases import queue
from evenhand.cases.errors import ConflictError, RefusedError
from evenhand.cases.models import Case
from evenhand.cases.naming import names
from evenhand.intake.models import Contribution, Version
from evenhand.people.models import User
from evenhand.records import services as records

HANDED_ON = "Handed on: whoever had it may not decide it."


def check_not_named(person: User, *texts: str, what: str = "decide it") -> None:
    """ConflictError where a text names `person`, in any of the names that they go by."""
    if any(names(text, person) for text in texts):
        raise ConflictError(f"This comment names you, so somebody else must {what}.")


def check_not_named_in(person: User, *contributions: Contribution, what: str) -> None:
    """ConflictError where the newest text of a contribution names `person`."""
    if any(is_named(person, one) for one in contributions):
        raise ConflictError(f"This comment names you, so somebody else must {what}.")


def check_may_have(to: User, contribution: Contribution) -> None:
    """RefusedError, at the field `to`, where a case cannot be given to `to`, whom its contribution names."""
    if is_named(to, contribution):
        raise RefusedError(f"This comment names {to.shown_name}. Choose somebody else.", "to")


def is_named(person: User, contribution: Contribution) -> bool:
    """Whether the newest text of a contribution names `person`, so that a page offers them no form to decide it."""
    rows = Version.objects.filter(contribution=contribution).exclude(change=Version.Change.REMOVED)
    newest = rows.order_by("-number").first()
    return newest is not None and names(newest.text, person)


@transaction.atomic
def hand_on(case: Case, person: User) -> None:
    """Give a case that `person` may not decide back to the queue, and say on the record that it was so."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.state != Case.State.OPEN:
        return
    queue.release(locked, person)
    if HANDED_ON not in locked.why:
        locked.why = [*locked.why, HANDED_ON]
        locked.save(update_fields=["why"])
    records.append(
        "case.handed_on",
        subject=f"contribution:{locked.contribution_id}",
        actor=f"person:{person.pk}",
        facts={"case": locked.pk, "kind": locked.kind},
    )
