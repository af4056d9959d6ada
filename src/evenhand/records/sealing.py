"""Sealing: numbers what is committed, chains it in batches, signs each head. One sealer at a time.

Ids are not commit order: an entry may commit after one with a higher id was sealed. So each entry waits as a
row of Unsealed, written with it, and a batch takes the rows that are committed when it is sealed, by id.
`records.canonical` says which bytes are hashed. When to seal is left to the worker (sweep 'records.seal').
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from evenhand.records import keys
from evenhand.records.anchor import Anchor
from evenhand.records.canonical import GENESIS, entries_hash, entry_hash, head_hash, moment
from evenhand.records.models import Batch, Entry, SealedEntry, Unsealed

BATCH_SIZE = 1000
_SEALER = 0x5EA1  # the number of the advisory lock


def seal(size: int = BATCH_SIZE) -> int:
    """Seal every entry committed by now, `size` a batch; returns how many. Raises keys.KeyFileError."""
    sealed = count = _seal_batch(size)
    while count == size:
        sealed += (count := _seal_batch(size))
    return sealed


def latest_anchor() -> Anchor | None:
    """The latest head, to be published elsewhere; None before the first seal."""
    batch = Batch.objects.order_by("-number").first()
    if batch is None:
        return None
    return Anchor(batch.number, batch.last_seq, batch.head, batch.key, batch.signature, moment(batch.sealed_at))


def entry_facts(entry: Entry) -> dict[str, object]:
    """`entry` as it is hashed (`canonical.ENTRY_KEYS`)."""
    return {
        "id": entry.pk,
        "at": moment(entry.at),
        "kind": entry.kind,
        "subject": entry.subject,
        "actor": entry.actor,
        "facts": entry.facts,
        "content_digest": entry.content_digest,
    }


def batch_facts(batch: Batch) -> dict[str, object]:
    """`batch` as it is hashed and exported (`canonical.BATCH_KEYS`)."""
    return {
        "number": batch.number,
        "previous": batch.previous,
        "first_seq": batch.first_seq,
        "last_seq": batch.last_seq,
        "sealed_at": moment(batch.sealed_at),
        "key": batch.key,
        "head": batch.head,
        "signature": batch.signature,
    }


def seal_key(*, first: bool) -> Ed25519PrivateKey:
    """The key in SEAL_KEY_FILE; made for the `first` batch alone. Raises keys.KeyFileError.

    A key that went missing later is never replaced in silence: whoever took it away could then seal anew.
    """
    file = Path(settings.SEAL_KEY_FILE)
    if first and not file.exists():
        return keys.make_private_key(file)
    return keys.private_key(file)


def _seal_batch(size: int) -> int:
    if not Unsealed.objects.exists():
        return 0  # without asking for the lock: most sweeps find nothing
    with transaction.atomic():
        _be_the_only_sealer()
        # the first that wait, before the join: else a store may walk over all that was ever sealed to find them
        first = Unsealed.objects.order_by("entry").values("entry")[:size]
        entries = list(Entry.objects.filter(pk__in=first).order_by("id"))
        if not entries:
            return 0
        sealed = [(entry.pk, entry_hash(entry_facts(entry))) for entry in entries]
        batch = _next_batch(sealed)
        SealedEntry.objects.bulk_create(
            SealedEntry(seq=seq, entry_id=entry, batch=batch, entry_hash=digest)
            for seq, (entry, digest) in enumerate(sealed, batch.first_seq)
        )
        Unsealed.objects.filter(entry__in=[entry for entry, _ in sealed]).delete()
        return len(sealed)


def _next_batch(sealed: list[tuple[int, str]]) -> Batch:
    last = Batch.objects.order_by("-number").first()
    key = seal_key(first=last is None)
    first_seq = last.last_seq + 1 if last else 1
    batch = Batch(
        number=last.number + 1 if last else 1,
        previous=last.head if last else GENESIS,
        first_seq=first_seq,
        last_seq=first_seq + len(sealed) - 1,
        sealed_at=timezone.now(),
        key=keys.key_name(key.public_key()),
    )
    batch.head = head_hash(batch_facts(batch), entries_hash(first_seq, sealed))
    batch.signature = keys.sign(key, batch.head)
    batch.save(force_insert=True)
    return batch


def _be_the_only_sealer() -> None:
    """Wait for another sealer to end. On SQLite the transaction is IMMEDIATE, so it is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER])
