"""The register of false claims, kept at the desk: what is said, what is true, where that stands, until when.

Whoever keeps the library of approved answers keeps it; another of them approves the correction before it is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.judgement.models import FalseClaim
from evenhand.people.models import User
from evenhand.people.permissions import may

SOURCE = re.compile(r"https://[^\s.]+\.\S+")
LONGEST = {"claim": 300, "correction": 500, "source": 1000, "owner": 200}
OURS = "D"
"""What the codes of claims begin with that were written at the desk; those of the policy's file begin with F."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry. `wordings` are other ways in which people say it."""

    claim: str
    wordings: tuple[str, ...]
    correction: str
    source: str
    owner: str
    expires_on: date


@transaction.atomic
def keep(person: User, draft: Draft, changed: FalseClaim | None = None) -> FalseClaim:
    """Put a claim on the register, or change one; its correction waits for another person's approval again."""
    _check(person, draft)
    row = FalseClaim.objects.select_for_update().get(pk=changed.pk) if changed else FalseClaim(code=_next_code())
    row.claim = " | ".join(part.replace("|", " ").strip() for part in (draft.claim, *draft.wordings) if part.strip())
    row.correction, row.source = draft.correction.strip(), draft.source.strip()
    row.owner, row.expires_on = draft.owner.strip(), draft.expires_on
    row.kept_by, row.kept_at = person, timezone.now()
    row.approved_by, row.approved_at = None, None
    row.save()
    _note(row, person, "claim.changed" if changed else "claim.added")
    return row


@transaction.atomic
def approve(claim: FalseClaim, person: User) -> FalseClaim:
    """Say that the correction may be sent. RefusedError to whoever wrote it, and where it has expired."""
    _check_keeper(person)
    row = FalseClaim.objects.select_for_update().get(pk=claim.pk)
    if row.kept_by_id == person.pk:
        raise RefusedError("You wrote it yourself. Another person has to check the source and approve it.")
    if row.expires_on < timezone.localdate():
        raise RefusedError("It has expired. Check the source, and give it a new day.")
    row.approved_by, row.approved_at = person, timezone.now()
    row.save(update_fields=["approved_by", "approved_at"])
    _note(row, person, "claim.approved")
    return row


def wordings(claim: FalseClaim) -> tuple[str, tuple[str, ...]]:
    """The claim, and its other wordings."""
    first, *others = [part.strip() for part in claim.claim.split("|")]
    return first, tuple(others)


def _check(person: User, draft: Draft) -> None:
    _check_keeper(person)
    needed = {
        "claim": "Write what is said, as people say it.",
        "correction": "Write what is true.",
        "source": "Give the page that says so. A claim without a source cannot be used.",
        "owner": "Say who keeps it true.",
    }
    for name, message in needed.items():
        value = getattr(draft, name).strip()
        if not value:
            raise RefusedError(message, name)
        if len(value) > LONGEST[name]:
            raise RefusedError(f"Write at most {LONGEST[name]} characters.", name)
    if not SOURCE.fullmatch(draft.source.strip()):
        raise RefusedError("Give the source as a link that begins with https://.", "source")
    if draft.expires_on < timezone.localdate():
        raise RefusedError("Give a day in the future, until which the source is good.", "expires_on")


def _check_keeper(person: User) -> None:
    if not may(person, "keep_answers"):
        raise RefusedError("Your role does not keep the register. Ask a policy owner or a responder lead.")


def _next_code() -> str:
    codes = FalseClaim.objects.filter(code__startswith=OURS).values_list("code", flat=True)
    taken = [int(code.removeprefix(OURS)) for code in codes if code.removeprefix(OURS).isdecimal()]
    return f"{OURS}{max(taken, default=0) + 1}"


def _note(row: FalseClaim, person: User, kind: str) -> None:
    records.append(
        kind,
        subject=f"claim:{row.code}",
        actor=f"person:{person.pk}",
        facts={"claim": row.code, "source": row.source[:500], "expires": row.expires_on.isoformat()},
        content={"claim": row.claim, "correction": row.correction, "owner": row.owner},
    )
