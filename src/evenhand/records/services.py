"""Writing to the record: entries, evidence, erasure. The one door for every app above.

    from evenhand.records import services as records
    records.append("contribution.seen", subject="contribution:12", actor="platform:facebook", facts={"version": 1})

Offered here, made elsewhere: `seal` (`records.sealing`), `verify_live` (`records.export`). How long evidence
must be kept is decided by whoever calls `erase_content`.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from evenhand.records.canonical import content_digest
from evenhand.records.export import verify_live
from evenhand.records.lines import ERASED
from evenhand.records.models import Content, Entry, Evidence, Permit
from evenhand.records.sealing import seal
from evenhand.records.writing import write

__all__ = ["OutsideTransactionError", "append", "capture_evidence", "erase_content", "erasing", "seal", "verify_live"]

LONGEST_FACT = 500
LONGEST_KIND = 80
LONGEST_REFERENCE = 200
_ERASURES_IN_ONE_ENTRY = 500
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_REFERENCE = re.compile(r"[a-z][a-z0-9_]*(:[!-~]+)?")


class OutsideTransactionError(RuntimeError):
    """An entry was to be written outside the transaction of the effect that it records."""


def append(  # noqa: PLR0913  (an entry has this many parts, each named by its caller)
    kind: str,
    *,
    subject: str,
    actor: str,
    facts: Mapping[str, object],
    content: Mapping[str, object] | None = None,
    at: dt.datetime | None = None,
) -> Entry:
    """Write one entry in the caller's transaction, so that it stands or falls with the effect it records.

    Args:
        kind: dotted, such as 'contribution.seen'.
        subject: what it is about, such as 'contribution:12'.
        actor: 'machine', 'person:3', 'platform:facebook', 'author:7'.
        facts: plain JSON with nothing personal: ids, digests, codes, figures; texts of 500 characters at most.
        content: plain JSON with everything personal (texts, names, addresses); erasable, by `erase_content`.
        at: when it happened; now, if left out.

    Raises:
        OutsideTransactionError: there is no transaction to stand or fall with.
        ValueError: a word, a reference or a value that the record cannot hold (NotCanonicalError is one).
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(
            f"The entry '{kind}' was to be written outside a transaction. "
            "Write it inside `transaction.atomic()`, together with the effect it records."
        )
    _check_words(kind, subject, actor)
    _check_facts(facts)
    salt = None if content is None else secrets.token_bytes(32)
    entry = Entry(
        at=at or timezone.now(),
        kind=kind,
        subject=subject,
        actor=actor,
        facts=dict(facts),
        content_digest="" if salt is None or content is None else content_digest(salt, content),
    )
    return write(entry, salt, None if content is None else dict(content))


def capture_evidence(
    contribution_id: int, version_number: int, content: Mapping[str, object], *, actor: str = "machine"
) -> Evidence:
    """Keep what a version of a contribution showed, before anything is done to it; in the caller's transaction.

    `content` is plain JSON: text, author, thread, address, whatever a person or a court may need to see.
    Raises what `append` raises.
    """
    entry = append(
        "evidence.captured",
        subject=f"contribution:{contribution_id}",
        actor=actor,
        facts={"version": version_number},
        content=content,
    )
    return Evidence.objects.create(
        entry=entry,
        contribution_id=contribution_id,
        version_number=version_number,
        captured_at=entry.at,
        digest=entry.content_digest,
    )


def erase_content(entries: Iterable[int], why: str, *, actor: str = "machine") -> int:
    """Erase the contents of `entries` (ids) with their salts, and record that; returns how many were erased.

    The entries themselves stay, and so does their seal. Ids without content, or erased before, are passed
    over. `why` is a code or a reference, nothing personal. Raises what `append` raises.
    """
    standing = sorted(Content.objects.filter(entry_id__in=set(entries)).values_list("entry_id", flat=True))
    for start in range(0, len(standing), _ERASURES_IN_ONE_ENTRY):
        erased = standing[start : start + _ERASURES_IN_ONE_ENTRY]
        entry = append(ERASED, subject="record", actor=actor, facts={"entries": erased, "why": why})
        with erasing(entry):
            Content.objects.filter(entry_id__in=erased).delete()
    return len(standing)


@contextmanager
def erasing(entry: Entry) -> Iterator[None]:
    """Let guarded words be erased inside, in the caller's transaction; `entry` tells of it.

    Raises OutsideTransactionError: there is none, so everybody would see the permit.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(
            "Words were to be erased outside a transaction. Erase inside `transaction.atomic()`, with the entry of it."
        )
    with transaction.atomic():  # where erasing fails, the permit goes with it
        permit = Permit.objects.create(entry=entry)
        yield
        permit.delete()


def _check_words(kind: str, subject: str, actor: str) -> None:
    if not _KIND.fullmatch(kind) or len(kind) > LONGEST_KIND:
        raise ValueError(f"The kind {kind!r:.100} is not dotted lower-case words such as 'contribution.seen'.")
    for name, value in (("subject", subject), ("actor", actor)):
        if not _REFERENCE.fullmatch(value) or len(value) > LONGEST_REFERENCE:
            raise ValueError(
                f"The {name} {value!r:.100} of an entry is not a reference such as 'contribution:12' "
                "(a lower-case word, a colon, an id without spaces, 200 characters at most)."
            )


def _check_facts(value: object) -> None:
    """Long texts are somebody's words: they belong in the content, which can be erased."""
    if isinstance(value, str) and len(value) > LONGEST_FACT:
        raise ValueError(
            f"A fact of {len(value)} characters is somebody's text, and facts can never be erased. "
            "Put it in `content`; facts hold ids, digests, codes and figures."
        )
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _check_facts(key)
            _check_facts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_facts(inner)
