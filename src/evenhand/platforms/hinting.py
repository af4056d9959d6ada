"""Reading a webhook's parts into hints: what is of no interest is passed over, what cannot be read is counted.

Only a payload of which nothing could be read is `NotUnderstood`; a part that cannot be read beside parts that can
is left to polling, which is the truth anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import Hint

VERBS = {
    "add": "add",
    "edit": "edit",
    "edited": "edit",
    "update": "edit",
    "remove": "remove",
    "delete": "remove",
    "hide": "hide",
    "unhide": "unhide",
}
"""A platform's verb as ours; one that nobody knows means 'look again', which is `edit`."""


@dataclass(slots=True)
class Reading:
    """What was read of one payload so far; `account` is whose the part is that is being read."""

    account: str = ""
    hints: list[Hint] = field(default_factory=list)
    unreadable: int = 0

    def take(self, hint: Hint | None) -> None:
        """Keeps a hint, or counts a part that should have been one."""
        if hint is None or not hint.external_id:
            self.unreadable += 1
        else:
            self.hints.append(replace(hint, account=self.account))

    def done(self, who: str) -> list[Hint]:
        """The hints, each once.

        Raises:
            NotUnderstood: when there were parts and none could be read.
        """
        if self.unreadable and not self.hints:
            raise NotUnderstood(f"{who} sent {self.unreadable} parts of an unknown shape.", code="unknown_shape")
        return list(dict.fromkeys(self.hints))


def parts(value: object, reading: Reading) -> Iterator[dict[str, object]]:
    """The objects in a list that ought to be one; anything else counts as unreadable."""
    listed: Iterable[object] = value if isinstance(value, list) else (None,)
    for part in listed:
        if isinstance(part, dict):
            yield part
        else:
            reading.unreadable += 1
