"""Who holds the limits that processes share: here, one process for itself, in memory.

The house's own keeper stands on its tables (`channels/limits.py`), since this floor has no database. This one serves
tests, and whoever uses the adapters alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from evenhand.platforms.limits import Closed, Given, Heard, Limit, Wish

Name = tuple[str, str]
"""Whose limit it is, and which of its: the account as one line, and the bucket."""


class Keeper(Protocol):
    """Holds what is left of each limit."""

    async def visit(self, name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
        """Tell what came of what was given, and have more; in one step that no other comes into. May raise anything."""

    async def aclose(self) -> None:
        """Nobody comes any more."""


class MemoryKeeper:
    """The limits of one process."""

    def __init__(self) -> None:
        self.limits: dict[Name, Limit] = {}

    async def visit(self, name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
        """As the protocol says."""
        return self.limits.setdefault(name, Limit()).visit(heard, wish, now)

    async def aclose(self) -> None:
        """Nothing to close."""
