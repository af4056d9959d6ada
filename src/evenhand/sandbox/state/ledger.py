"""The independent witness: everything that happened, in order, numbered from 1 without a gap.

It records effects as they happened, doubled ones twice. It holds invented texts only.
"""

from __future__ import annotations

from datetime import datetime

from evenhand.sandbox.state.clock import iso


class Ledger:
    """Append-only."""

    def __init__(self) -> None:
        self._entries: list[dict[str, object]] = []

    def add(  # noqa: PLR0913 -- one argument for each column of the contract
        self,
        at: datetime,
        platform: str,
        event: str,
        *,
        id: str = "",  # noqa: A002 -- the contract's word
        author: str = "",
        operation: str = "",
        effect: bool = False,
        detail: dict[str, object] | None = None,
    ) -> dict[str, object]:
        """Write one line; returns it."""
        entry: dict[str, object] = {
            "n": len(self._entries) + 1,
            "at": iso(at),
            "platform": platform,
            "event": event,
            "id": id,
            "author": author,
            "operation": operation,
            "effect": effect,
            "detail": detail or {},
        }
        self._entries.append(entry)
        return entry

    def page(self, after: int, limit: int) -> tuple[list[dict[str, object]], int]:
        """Up to `limit` entries with n > `after`, and the `after` of the next page."""
        start = max(after, 0)
        found = self._entries[start : start + limit]
        return found, start + len(found)

    def __len__(self) -> int:
        return len(self._entries)
