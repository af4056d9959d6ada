"""A careful reader over a part of a policy file that may be wrong in any way.

The rules must find every fault at once, so they cannot wait for a file whose shape is right: a `Part`
gives a value when it is what is expected, and nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenhand.policy.document import Document, Path
from evenhand.policy.faults import Fault


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping inside a document, at `path`; empty where the document holds something else there."""

    document: Document
    path: Path
    data: dict[str, Any]

    @classmethod
    def of(cls, document: Document, path: Path, value: object) -> Part:
        """Make a part of `value`, whatever it is."""
        return cls(document, path, value if isinstance(value, dict) else {})

    def text(self, key: str) -> str:
        """Return the text at `key`, stripped; empty where there is none."""
        value = self.data.get(key)
        return value.strip() if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        """Whether `key` is true."""
        return self.data.get(key) is True

    def items(self, key: str) -> list[Any]:
        """Return the list at `key`; empty where there is none."""
        value = self.data.get(key)
        return value if isinstance(value, list) else []

    def parts(self, key: str) -> Iterator[Part]:
        """Yield each member of the list at `key`."""
        for index, value in enumerate(self.items(key)):
            yield Part.of(self.document, (*self.path, key, index), value)

    def part(self, key: str) -> Part:
        """Return the mapping at `key`."""
        return Part.of(self.document, (*self.path, key), self.data.get(key))

    def fault(self, key: str, cause: str, cure: str, *, word: str = "", at_key: bool = False) -> Fault:
        """Return a fault at the value of `key` (or at `word` in it, or at the key itself)."""
        path = (*self.path, key) if key else self.path
        return self.document.fault(path, cause, cure, word=word, key=at_key)
