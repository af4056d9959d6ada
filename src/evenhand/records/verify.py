"""Checks a record line by line, offline: no database, no Django, no clock. Names what is wrong, the first first.

    report = verify(lines, keys=names_in(pem), anchor=read_anchor(text))

The chain proves that nothing between its first and its last batch was changed, removed, added or reordered.
Its tail is proven by an anchor alone. How a record becomes lines is left to `records.export`.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from evenhand.records.anchor import Anchor
from evenhand.records.canonical import GENESIS, entries_hash, head_hash, written_content_digest, written_entry_hash
from evenhand.records.keys import signed_by
from evenhand.records.lines import FORMAT, BatchLine, EntryLine, LineError, read
from evenhand.records.report import Fault, Report


class UnusableError(Exception):
    """The input is no record at all; the text says why and what to do."""


def verify(lines: Iterable[str], *, keys: AbstractSet[str] | None = None, anchor: Anchor | None = None) -> Report:
    """Check `lines` (each with its line end). `keys` are the names of trusted public keys. Raises UnusableError."""
    verifier = Verifier(keys=keys, anchor=anchor)
    for line in lines:
        verifier.line(line)
    return verifier.finish()


class Verifier:
    """One pass over a record; holds one batch at a time."""

    def __init__(self, *, keys: AbstractSet[str] | None = None, anchor: Anchor | None = None) -> None:
        self._keys = keys
        self._anchor = anchor
        self._faults: list[Fault] = []
        self._read = self._batches = self._entries = self._number = self._seq = 0
        self._head = GENESIS
        self._sealed_until = ""
        self._batch: BatchLine | None = None
        self._lines: list[EntryLine] = []
        self._without_content: dict[int, int] = {}
        self._erased: set[int] = set()

    def line(self, text: str) -> None:
        """Take the next line. Raises UnusableError for a first line that is none of a record."""
        self._read += 1
        if self._read == 1:
            if text != f"{FORMAT}\n":
                raise UnusableError(
                    f"This is no record: its first line is not {FORMAT}. Give a file that `record export` wrote."
                )
            return
        if not text.endswith("\n"):
            self._fault(f"The file ends in the middle of line {self._read}: it was cut off there.")
            return
        try:
            line = read(text.removesuffix("\n"))
        except LineError as error:
            place = (self._batch.first_seq if self._batch else self._seq + 1) + len(self._lines)
            self._fault(f"Line {self._read} is not the record's: {error}.", place, rank=0)
            return
        if isinstance(line, EntryLine):
            self._lines.append(line)
        else:
            self._close()
            self._open(line)

    def finish(self, erased: AbstractSet[int] = frozenset()) -> Report:
        """The report. `erased` are ids of entries whose contents were erased, said by entries not sealed yet."""
        if not self._read:
            raise UnusableError("This is no record: it is empty. Give a file that `evenhand record export` wrote.")
        self._close()
        lost = {entry: seq for entry, seq in self._without_content.items() if entry not in self._erased | erased}
        for entry, seq in lost.items():  # named last: the entry that says it may be among the faults already found
            message = f"The content of entry {entry} (number {seq}) is missing, and no entry says it was erased."
            self._fault(message, self._seq + 1, rank=2)
        notes = [*self._check_anchor()]
        if self._keys is None and self._batches:
            notes.append(
                "The signatures fit the keys that the record names itself; --public-key proves whose they are."
            )
        return Report(
            entries=self._entries,
            batches=self._batches,
            erased=len(self._without_content) - len(lost),
            sealed_until=self._sealed_until,
            head=self._head,
            faults=tuple(sorted(self._faults, key=lambda fault: (fault.seq, fault.rank))),
            notes=tuple(notes),
        )

    def _fault(self, message: str, seq: int | None = None, rank: int = 1) -> None:
        self._faults.append(Fault(self._seq if seq is None else seq, rank, message))

    def _open(self, line: BatchLine) -> None:
        """Check a batch against the one before it, its own head and its signature."""
        place = f"Batch {line.number} (numbers {line.first_seq} to {line.last_seq})"
        for problem in [*self._out_of_place(line), *self._changed(line)]:
            self._fault(f"{place} {problem}", min(line.first_seq, self._seq + 1), rank=0)
        self._batch, self._batches = line, self._batches + 1
        self._number, self._head, self._seq = line.number, line.word("head"), line.last_seq
        self._sealed_until = line.word("sealed_at")

    def _out_of_place(self, line: BatchLine) -> Iterable[str]:
        if line.number != self._number + 1:
            yield f"follows batch {self._number}: a batch is missing, doubled or out of order before it."
        elif line.word("previous") != self._head:
            yield "does not continue the batch before it: one of the two is not the one that was sealed."
        elif line.first_seq != self._seq + 1:
            yield f"does not begin at number {self._seq + 1}."
        if len(line.entries) != line.last_seq - line.first_seq + 1 or len(dict(line.entries)) != len(line.entries):
            yield "does not list as many entries as it has numbers."

    def _changed(self, line: BatchLine) -> Iterable[str]:
        head = line.word("head")
        if head_hash(line.batch, entries_hash(line.first_seq, line.entries)) != head:
            yield "was changed after it was sealed: its head does not fit what it says."
        if not signed_by(line.word("key"), head, line.word("signature")):
            yield "has a wrong signature: its key never signed this head."
        elif self._keys is not None and line.word("key") not in self._keys:
            yield "is signed with a key that is not among the public keys given."
        anchor = self._anchor
        if anchor and anchor.batch == line.number and (anchor.head, anchor.seq) != (head, line.last_seq):
            yield "is not the one that the anchor was taken of: the record was rewritten."

    def _close(self) -> None:
        """Check the entries of the batch that ends here."""
        first = self._batch.first_seq if self._batch else 1
        sealed = self._batch.entries if self._batch else ()
        expected = {entry: (seq, digest) for seq, (entry, digest) in enumerate(sealed, first)}
        seen: set[int] = set()
        furthest = 0
        for line in self._lines:
            self._entries += 1
            seq, digest = expected.get(line.id, (0, ""))
            place = f"Entry {line.id} (number {line.seq})"
            if not seq:
                self._fault(f"{place} is not of the batch in which it stands: it was added or moved.", line.seq)
                continue
            if line.id in seen:
                self._fault(f"{place} stands there twice.", seq)
            elif seq < furthest:
                self._fault(f"{place} is out of order: it stands after number {furthest}.", seq)
            seen.add(line.id)
            furthest = max(furthest, seq)
            self._check_entry(line, place, seq, digest)
        for entry, (seq, _) in expected.items():
            if entry not in seen:
                self._fault(f"Entry {entry} (number {seq}) is missing or cannot be read.", seq)
        self._batch, self._lines = None, []

    def _check_entry(self, line: EntryLine, place: str, seq: int, digest: str) -> None:
        if line.seq != seq:
            self._fault(f"{place} was given another number: it was sealed as number {seq}.", seq)
        if written_entry_hash(line.entry_text) != digest:
            self._fault(f"{place} was changed after it was sealed.", seq)
            return
        self._erased |= line.erases
        sealed = line.entry["content_digest"]
        if line.content is None:
            if sealed:
                self._without_content[line.id] = seq
        elif not sealed:
            self._fault(f"{place} has a content that it was sealed without.", seq)
        elif written_content_digest(line.content[0], line.body_text) != sealed:
            self._fault(f"The content of entry {line.id} (number {seq}) was changed: it does not fit its digest.", seq)

    def _check_anchor(self) -> Iterable[str]:
        """Faults of a cut tail; yields what stays unproven."""
        anchor = self._anchor
        if anchor is None:
            yield "The tail is unproven: without an anchor nobody can tell whether later batches were cut off."
            return
        if not anchor.signed() or (self._keys is not None and anchor.key not in self._keys):
            self._fault("The anchor is not signed with a key that is trusted here.", seq=0, rank=0)
        if self._number < anchor.batch:
            self._fault(
                f"The tail was cut: the anchor of {anchor.sealed_at} proves {anchor.seq} entries in {anchor.batch} "
                f"batches, and this record ends at number {self._seq} of batch {self._number}.",
                seq=self._seq + 1,
            )
        elif self._seq > anchor.seq:
            yield f"The tail after number {anchor.seq} is unproven: it is newer than the anchor of {anchor.sealed_at}."
