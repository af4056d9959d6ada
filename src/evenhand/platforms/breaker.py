"""What the transport remembers between calls: limits that were told, and hosts that stopped answering.

All of it may be lost at a restart. Not here: the limits themselves (each platform's dialect reads them).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evenhand.platforms.errors import Throttled, Transient

FAILURES_TO_OPEN = 8
OPEN_FOR = timedelta(seconds=30)


@dataclass(slots=True)
class Breaker:
    """Opens after several failures of one host in a row, so that a dead platform is not hammered."""

    failures: int = 0
    open_until: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises `Transient` while open. After `OPEN_FOR` calls go through again; one more failure reopens it."""
        if self.open_until is not None and now < self.open_until:
            raise Transient("The platform stopped answering; the call was not made. Try later.", code="circuit_open")

    def failed(self, now: datetime) -> None:
        """Counts a call that got no usable answer."""
        self.failures += 1
        if self.failures >= FAILURES_TO_OPEN:
            self.open_until = now + OPEN_FOR

    def answered(self) -> None:
        """Any answer that could be read, a refusal too, shows that the host is there."""
        self.failures = 0
        self.open_until = None


@dataclass(slots=True)
class Gates:
    """Until when each account (or each of its endpoints) was told to wait.

    Calling while throttled lengthens the wait on Meta, so the call is not made at all.
    """

    closed: dict[tuple[str, ...], datetime] = field(default_factory=dict)

    def check(self, key: tuple[str, ...], now: datetime) -> None:
        """Raises `Throttled` while the account or the endpoint is told to wait."""
        resume_at = self.closed.get(key)
        if resume_at is None:
            return
        if now >= resume_at:
            del self.closed[key]
            return
        raise Throttled(
            "The platform told us to slow down; the call was not made.", resume_at=resume_at, code="still_throttled"
        )

    def close(self, key: tuple[str, ...], until: datetime) -> None:
        """Remembers that the platform said to wait `until`."""
        self.closed[key] = until
