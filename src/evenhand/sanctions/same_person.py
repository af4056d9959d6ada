"""Whether two accounts on two of our channels are one person's: said by a person, looked at by a second, ended by any.

Nothing here looks for accounts: a person names the account exactly as its platform does, and says in which open way it
shows whose it is. Covert matching (style, times, addresses) is no way. Not here: the blocks that follow (linking).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.channels.models import Channel
from evenhand.intake.models import Author
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.models import SamePerson
from evenhand.store.marks import ERASED, SPACE

LONGEST = 2000
"""Characters of what shows it, and of why it is not so."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says: the other account as its platform names it, the way it shows, and what exactly shows it."""

    account: str
    how: str
    evidence: str


@transaction.atomic
def say(author: Author, on: Channel, said: Said, person: User) -> SamePerson:
    """Say that an account on another channel is the person's who has `author`. RefusedError where that cannot be."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not say whose an account is. Ask a moderator or an approver.")
    if on.pk == author.channel_id:
        raise RefusedError("Choose another channel: this is the channel of the account itself.", "channel")
    other = account_on(on, said.account)
    if said.how not in SamePerson.How.values:
        raise RefusedError("Choose how it shows that both accounts are the same person’s.", "how")
    evidence = said.evidence.strip()
    if not evidence:
        raise RefusedError("Say what shows it, so that a second person can look at the same thing.", "evidence")
    if len(evidence) > LONGEST:
        raise RefusedError(f"Write at most {LONGEST:,} characters.", "evidence")
    first, second = sorted((author, other), key=lambda one: one.pk)
    list(Author.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    if SamePerson.objects.filter(first=first, second=second, ended_at__isnull=True).exists():
        raise RefusedError("Somebody said this of these two accounts already.", "account")
    made = SamePerson.objects.create(
        first=first,
        first_channel_id=first.channel_id,
        second=second,
        second_channel_id=second.channel_id,
        how=said.how,
        evidence=evidence,
        said_by=person,
    )
    _note("same_person.said", made, person, made.evidence)
    return made


def confirm(same: SamePerson, person: User) -> SamePerson:
    """The second person's word, once; inside the caller's transaction. Raises RefusedError."""
    locked = held(same)
    if locked.evidence == ERASED:
        raise RefusedError("What showed it is not kept any more, so nobody can look at it. End this, and say it anew.")
    if any(one.external_id.startswith(SPACE) for one in (locked.first, locked.second)):
        raise RefusedError("One of the two accounts was erased, so nobody can look at it any more. End this.")
    _check_second(locked, person)
    if locked.confirmed_at is None:
        locked.confirmed_by, locked.confirmed_at = person, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        _note("same_person.confirmed", locked, person)
    return locked


def end(same: SamePerson, person: User, reason: str) -> SamePerson:
    """Find that they are not one person's, or that nobody can tell; inside the caller's transaction."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not say whose an account is. Ask a moderator or an approver.")
    if not reason.strip():
        raise RefusedError("Say why they are not the same person’s, or why nobody can tell.", "reason")
    if len(reason.strip()) > LONGEST:
        raise RefusedError(f"Write at most {LONGEST:,} characters.", "reason")
    locked = held(same)
    locked.ended_by, locked.ended_at, locked.ended_why = person, timezone.now(), reason.strip()
    locked.save(update_fields=["ended_by", "ended_at", "ended_why"])
    _note("same_person.ended", locked, person, locked.ended_why)
    return locked


def held(same: SamePerson) -> SamePerson:
    """The row, locked, while it has not ended; ChangedError otherwise."""
    locked = SamePerson.objects.select_for_update().get(pk=same.pk)
    if locked.ended_at is not None:
        raise ChangedError("Somebody found in the meantime that these accounts are not the same person’s.")
    return locked


def account_on(channel: Channel, account: str) -> Author:
    """The one account of a channel with exactly this name, handle or id; RefusedError where it is none or several."""
    name = account.strip().removeprefix("@")
    if not name:
        raise RefusedError("Give the account as its platform names it.", "account")
    rows = Author.objects.filter(channel=channel)
    exact = rows.filter(Q(external_id=name) | Q(handle__iexact=name) | Q(handle__iexact=f"@{name}"))
    found = list(exact[:2]) or list(rows.filter(display_name=name)[:2])
    if not found:
        raise RefusedError(
            f"No account of this name has written to us on {channel.name}. Check it there, letter by letter.", "account"
        )
    if len(found) > 1:
        raise RefusedError(
            f"Several accounts on {channel.name} have this name. Give its handle, or its id on the platform.", "account"
        )
    return found[0]


def standing() -> QuerySet[SamePerson]:
    """What people say of accounts and nobody found otherwise."""
    rows = SamePerson.objects.filter(ended_at__isnull=True).order_by("said_at", "pk")
    return rows.select_related("first", "second", "first_channel", "second_channel", "said_by", "confirmed_by")


def of(author_id: int) -> list[SamePerson]:
    """What stands of one account."""
    return list(standing().filter(Q(first=author_id) | Q(second=author_id)))


def _check_second(same: SamePerson, person: User) -> None:
    if same.said_by_id == person.pk:
        raise ConflictError("You said that these accounts are the same person’s. A second person must look.")


def _note(kind: str, same: SamePerson, person: User, words: str = "") -> None:
    for author in (same.first_id, same.second_id):
        records.append(
            kind,
            subject=f"author:{author}",
            actor=f"person:{person.pk}",
            facts={"same_person": same.pk, "accounts": [same.first_id, same.second_id], "how": same.how},
            content={"words": words} if words else None,
        )
