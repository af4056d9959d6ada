"""What the erasure map is written in: how rows of a table are found, and what stands in their columns afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Erase:
    """Rows to erase, and what their columns hold afterwards.

    `of` leads from a row to the contribution it is about, `author` to its author: ORM look-ups, "pk" for the row
    itself. A column that is empty already stays so. `whole`: the row goes. `reasons`: what somebody here wrote about
    it; that stays where only the words themselves have to go, since statements of reasons and appeals work from it.
    """

    columns: Mapping[str, object] = field(default_factory=dict)
    of: str = ""
    author: str = ""
    whole: bool = False
    reasons: bool = False

    def to_author(self) -> str:
        """The look-up from a row to the person."""
        return self.author or ("author" if self.of == "pk" else f"{self.of}__author")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what is erased by rule, what by its own code (column: which), what holds nothing (column: why)."""

    erase: tuple[Erase, ...] = ()
    by_code: Mapping[str, str] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> frozenset[str]:
        """Every column that the map speaks of."""
        named = (name for one in self.erase for name in one.columns)
        return frozenset((*named, *self.by_code, *self.nothing))


def nothing(why: str, *columns: str) -> dict[str, str]:
    """Columns that hold nothing personal, for one reason."""
    return dict.fromkeys(columns, why)


WORD = "a word from a list of ours"
CODE = "a code, never the words of an error"
NUMBER = "a number or key of ours"
STAFF = "who works here: kept for as long as their decisions are, and taken out by an administrator"
PLATFORM = "the platform's own id of what the organisation wrote, or of its account"
DIGEST = "a digest of ours over ids and outcomes, not over words"
