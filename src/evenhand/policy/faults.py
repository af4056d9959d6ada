"""A fault in a policy file: where it stands, why it is one, and what to do; and the error that carries them all.

The text is meant to be read in a terminal beside the file, as a compiler's is. Finding faults is left to
`shape`, `rules` and `letters`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file: line and column, both counted from 1."""

    line: int
    column: int


START = Place(1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: `cause` says what is wrong and why, `cure` what to do; `excerpt` is the line it stands in."""

    file: str
    line: int
    column: int
    cause: str
    cure: str
    excerpt: str = ""

    def __str__(self) -> str:
        """Show the fault as text: address, cause, the line with a mark under the column, cure."""
        head = f"{self.file}:{self.line}:{self.column}: {self.cause}"
        shown = _excerpt(self.line, self.column, self.excerpt)
        return "\n".join([head, *shown, f"  cure: {self.cure}"])

    def data(self) -> dict[str, str | int]:
        """Return the fault as plain values, for programs."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "cause": self.cause,
            "cure": self.cure,
        }


_WIDTH = 100


def _excerpt(line: int, column: int, text: str) -> list[str]:
    """Show the line with a mark; a long one is cut around the column, so that the mark stays in sight."""
    if not text.strip():
        return []
    skip = max(0, column - _WIDTH) if column > _WIDTH else 0
    visible = text[skip : skip + _WIDTH].rstrip()
    mark = " " * (column - 1 - skip) + "^"
    return [f"  {line:>5} | {visible}", f"        | {mark}"]


class PolicyFaults(ValueError):  # noqa: N818  # a set of faults, named by the design's word
    """The policy cannot be used. `faults` holds every fault that was found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__(self.text())

    def text(self) -> str:
        """Return all faults as text, with their count as the last line."""
        count = len(self.faults)
        total = f"{count} fault{'' if count == 1 else 's'} found"
        return "\n\n".join([*(str(fault) for fault in self.faults), total])


def nearest(word: str, known: Sequence[str], otherwise: str) -> str:
    """Return a cure that names the nearest known word, or `otherwise` where none is near."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"write '{close[0]}' if that is what is meant, or else {otherwise}" if close else otherwise
