"""What a check of the record found, in words for an auditor. Pure (no Django)."""

from __future__ import annotations

from dataclasses import dataclass

MOST_NAMED = 20
"""How many faults the text names before it only counts them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `seq` is the number in the record at which it shows; lower ranks are named first."""

    seq: int
    rank: int
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check. `notes` say what could not be proven; they are no faults."""

    entries: int
    batches: int
    erased: int
    sealed_until: str
    head: str
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong with what is there."""
        return not self.faults

    def text(self) -> str:
        """The whole report, the first fault first."""
        return "\n".join([*(self._whole() if self.ok else self._broken()), *(f"Note: {note}" for note in self.notes)])

    def _whole(self) -> list[str]:
        if not self.batches:
            return ["The record is whole, and empty: nothing was sealed yet."]
        size = f"{counted(self.entries, 'entry', 'entries')} in {counted(self.batches, 'batch', 'batches')}"
        erased = f"{counted(self.erased, 'content', 'contents')} erased with reasons on record"
        return [f"The record is whole: {size}, sealed until {self.sealed_until}; {erased}.", f"Head: {self.head}"]

    def _broken(self) -> list[str]:
        first, *others = self.faults
        lines = [f"The record is broken. First: {first.message}"]
        lines += [f"Then: {fault.message}" for fault in others[: MOST_NAMED - 1]]
        if len(others) >= MOST_NAMED:
            lines.append(f"And {len(others) - MOST_NAMED + 1} more.")
        return lines


def counted(number: int, one: str, many: str) -> str:
    """'1 entry', '2 entries'."""
    return f"{number:,} {one if number == 1 else many}"
