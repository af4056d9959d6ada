"""The record as lines: written to a file for an auditor, or checked in place in the live database.

The format is `records.lines`, the check `records.verify`. Who may export is left to the faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TextIO

from evenhand.records.anchor import Anchor
from evenhand.records.lines import ERASED, FORMAT, BatchLine, EntryLine, batch_text, entry_text, erased_by
from evenhand.records.models import Batch, Entry, SealedEntry
from evenhand.records.report import Fault, Report, counted
from evenhand.records.sealing import batch_facts, entry_facts, seal
from evenhand.records.verify import Verifier


def export(stream: TextIO) -> int:
    """Seal, then write the whole sealed record to `stream`; returns the number of entries.

    A content that is erased while the export runs is explained by an entry that may be sealed after the
    batches already written; so a further round is sealed and written. Raises keys.KeyFileError.
    """
    stream.write(f"{FORMAT}\n")
    written = last = 0
    unexplained: set[int] = set()
    while True:
        had_a_round = set(unexplained)
        seal()
        for line in _lines(after=last):
            if isinstance(line, BatchLine):
                last = line.number
                stream.write(f"{batch_text(line)}\n")
                continue
            written += 1
            stream.write(f"{entry_text(line)}\n")
            if line.content is None and line.entry["content_digest"]:
                unexplained.add(line.id)
            unexplained -= line.erases
        if unexplained <= had_a_round:
            return written


def verify_live(*, keys: AbstractSet[str] | None = None, anchor: Anchor | None = None) -> Report:
    """Check the record in the database as it stands, and that each entry is sealed or waits for the seal."""
    verifier = Verifier(keys=keys, anchor=anchor)
    verifier.line(f"{FORMAT}\n")
    last = 0
    for line in _lines(after=0):
        if isinstance(line, BatchLine):
            last = line.number
        verifier.line(f"{batch_text(line) if isinstance(line, BatchLine) else entry_text(line)}\n")
    erased: set[int] = set()
    later = Entry.objects.filter(kind=ERASED).exclude(sealed__batch_id__lte=last)
    for facts in later.values_list("facts", flat=True):
        erased |= erased_by(ERASED, facts)
    return _with_unsealed(verifier.finish(erased))


def _with_unsealed(report: Report) -> Report:
    waiting = Entry.objects.filter(unsealed__isnull=False).count()
    forgotten = Entry.objects.filter(unsealed__isnull=True, sealed__isnull=True).order_by("id").first()
    faults, notes = report.faults, report.notes
    if forgotten is not None:
        message = f"Entry {forgotten.pk} is neither sealed nor waiting to be sealed: the seal was gone round."
        faults = (*faults, Fault(report.entries + 1, 1, message))
    if waiting:
        notes = (*notes, f"{counted(waiting, 'entry waits', 'entries wait')} for the next seal.")
    return Report(report.entries, report.batches, report.erased, report.sealed_until, report.head, faults, notes)


def _lines(after: int) -> Iterator[BatchLine | EntryLine]:
    """The batches after number `after`, each followed by its entries, as they stand in the database."""
    for batch in Batch.objects.filter(number__gt=after).order_by("number").iterator():
        sealed = list(SealedEntry.objects.filter(batch=batch).order_by("seq"))
        yield BatchLine(batch_facts(batch), [(row.entry_id, row.entry_hash) for row in sealed])
        entries = _readable([row.entry_id for row in sealed])
        for row in sealed:
            if entry := entries.get(row.entry_id):
                yield EntryLine(row.seq, entry_facts(entry), _content_of(entry))


def _readable(ids: list[int]) -> dict[int, Entry]:
    """The entries `ids`, without those whose row is so damaged that Django cannot read it."""
    entries = Entry.objects.select_related("content")
    try:
        return entries.in_bulk(ids)
    except ValueError:
        found: dict[int, Entry] = {}
        for one in ids:
            with suppress(ValueError):
                found |= entries.in_bulk([one])
        return found


def _content_of(entry: Entry) -> tuple[bytes, object] | None:
    content = getattr(entry, "content", None)  # None where it was erased, or never was
    return (bytes(content.salt), content.body) if content else None
