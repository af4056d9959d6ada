"""Legal holds: set and lifted by a named person with a reason, on record.

What stands under one is neither erased nor lost to retention; a guard refuses it, whatever asks.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case
from evenhand.intake.linking import lane_of
from evenhand.intake.models import Author, Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.rights.models import Hold
from evenhand.store.marks import SPACE
from evenhand.work.enqueueing import lock_lane


@transaction.atomic
def set_hold(on: Author | Case, person: User, why: str) -> Hold:
    """Hold all that is kept of an author, or of the contribution of a case."""
    _check(person, why, "why it is held")
    author = on if isinstance(on, Author) else on.contribution.author
    lock_lane(f"author:{on.pk}" if isinstance(on, Author) else lane_of(on.contribution))  # as an erasure does
    if author and Author.objects.filter(pk=author.pk, external_id__startswith=SPACE).exists():
        raise RefusedError("This author was erased already. Nothing is left to hold.")
    where = {"author": on} if isinstance(on, Author) else {"case": on}
    try:
        with transaction.atomic():
            made = Hold.objects.create(**where, why=why.strip()[:500], set_by=person)
    except IntegrityError as error:
        raise RefusedError(
            "A hold stands on it already. Lift that one first, if its reason no longer holds."
        ) from error
    _note("hold.set", made, person, why)
    return made


@transaction.atomic
def lift(hold: Hold, person: User, why: str) -> Hold:
    """Let go what was held; retention takes it up again the next day."""
    _check(person, why, "why it is lifted")
    locked = Hold.objects.select_for_update().get(pk=hold.pk)
    if locked.lifted_at is not None:
        raise ChangedError("Somebody has lifted this hold already.")
    locked.lifted_by, locked.lifted_at, locked.lifted_why = person, timezone.now(), why.strip()[:500]
    locked.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
    _note("hold.lifted", locked, person, why)
    return locked


def standing() -> QuerySet[Hold]:
    """Holds that stand, oldest first."""
    rows = Hold.objects.filter(lifted_at=None).select_related("author__channel", "case__contribution", "set_by")
    return rows.order_by("set_at", "pk")


def on_author(author: Author) -> QuerySet[Hold]:
    """Holds that keep something of an author: on them, or on a case about what they wrote."""
    return standing().filter(Q(author=author) | Q(case__contribution__author=author))


def held() -> QuerySet[Contribution]:
    """Contributions that stand under a hold."""
    mine = Q(author__holds__lifted_at=None, author__holds__isnull=False)
    return Contribution.objects.filter(mine | Q(cases__holds__lifted_at=None, cases__holds__isnull=False))


def held_accounts() -> QuerySet[Author]:
    """Authors of whom something stands under a hold: on them, or on a case about what they wrote."""
    mine = Q(holds__isnull=False, holds__lifted_at=None)
    return Author.objects.filter(
        mine | Q(contributions__cases__holds__isnull=False, contributions__cases__holds__lifted_at=None)
    )


def _check(person: User, why: str, what: str) -> None:
    if not may(person, "handle_rights"):
        raise RefusedError("Your role sets no holds. Ask an information officer or an approver.")
    if not why.strip():
        raise RefusedError(f"Say {what}.", "why")


def _note(kind: str, hold: Hold, person: User, why: str) -> None:
    case = hold.case
    subject = f"contribution:{case.contribution_id}" if case else f"author:{hold.author_id}"
    facts = {"hold": hold.pk, "case": hold.case_id}
    records.append(kind, subject=subject, actor=f"person:{person.pk}", facts=facts, content={"why": why.strip()})
