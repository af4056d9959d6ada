"""What the transport remembers of hosts that stopped answering; it may be lost. Not here: limits (rooms)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.platforms.errors import Transient

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
