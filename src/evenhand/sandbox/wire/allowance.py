"""What a platform lets an account ask: so much in a day, a window or the last hour. Each platform tells its own way.

`scale` widens it, since a demonstration polls far more often than one may. `refused` counts the calls that came when
nothing was left: a client that heeds what it is told has none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from datetime import UTC, datetime, timedelta, tzinfo

WIDE = 1000.0
"""The scale that the sandbox starts with."""


class Allowance(ABC):
    """One limit. `real` is what the platform allows, in its own units."""

    def __init__(self, name: str, real: int, scale: float = WIDE) -> None:
        self.name, self.real, self.scale = name, real, scale
        self.calls = self.refused = self.most_used = 0

    @property
    def most(self) -> int:
        """Units allowed at the present scale."""
        return max(int(self.real * self.scale), 1)

    @abstractmethod
    def used(self, now: datetime) -> int:
        """Units used up to now."""

    @abstractmethod
    def resets_at(self, now: datetime) -> datetime:
        """When there are more again."""

    @abstractmethod
    def _count(self, units: int, now: datetime) -> None:
        """Count them as used."""

    def spend(self, units: int, now: datetime) -> bool:
        """Count a call of so many units; whether there were enough left."""
        self.calls += 1
        if self.used(now) + units > self.most:
            self.refused += 1
            return False
        self._count(units, now)
        self.most_used = max(self.most_used, self.used(now))
        return True

    def as_json(self, now: datetime) -> dict[str, object]:
        """For GET /_sandbox/limits."""
        told: dict[str, object] = {"name": self.name, "scale": self.scale, "limit": self.most, "used": self.used(now)}
        counted = {"most_used": self.most_used, "calls": self.calls, "refused": self.refused}
        return {**told, **counted, "resets_at": self.resets_at(now).astimezone(UTC).isoformat()}


class Day(Allowance):
    """So much a day, by the calendar of `zone`."""

    def __init__(self, name: str, real: int, zone: tzinfo, scale: float = WIDE) -> None:
        super().__init__(name, real, scale)
        self._zone, self._day, self.spent = zone, "", 0

    def used(self, now: datetime) -> int:
        """Since midnight there."""
        return self.spent if self._today(now) == self._day else 0

    def resets_at(self, now: datetime) -> datetime:
        """The next midnight there."""
        here = now.astimezone(self._zone) + timedelta(days=1)
        return here.replace(hour=0, minute=0, second=0, microsecond=0)

    def _count(self, units: int, now: datetime) -> None:
        self.spent, self._day = self.used(now) + units, self._today(now)

    def _today(self, now: datetime) -> str:
        return now.astimezone(self._zone).date().isoformat()


class Window(Allowance):
    """So much in a window, which opens with the first call after the last one closed."""

    def __init__(self, name: str, real: int, length: timedelta, scale: float = WIDE) -> None:
        super().__init__(name, real, scale)
        self._length, self._opened, self._spent = length, datetime.min.replace(tzinfo=UTC), 0

    def used(self, now: datetime) -> int:
        """In the window that is open now."""
        return self._spent if self._open(now) else 0

    def resets_at(self, now: datetime) -> datetime:
        """When the window that is open now closes; one that would open now, if none is."""
        return (self._opened if self._open(now) else now) + self._length

    def _count(self, units: int, now: datetime) -> None:
        if not self._open(now):
            self._opened, self._spent = now, 0
        self._spent += units

    def _open(self, now: datetime) -> bool:
        return self._opened <= now < self._opened + self._length


class Rolling(Allowance):
    """So much within the last hour, whenever it is asked. Calls that are refused lengthen the wait."""

    def __init__(self, name: str, real: int, length: timedelta, scale: float = WIDE) -> None:
        super().__init__(name, real, scale)
        self._length = length
        self._at: deque[datetime] = deque()

    def used(self, now: datetime) -> int:
        """Calls of the last hour, refused ones included; at most one beyond the limit is kept."""
        while self._at and not now - self._length < self._at[0] <= now:
            self._at.popleft()
        return min(len(self._at), self.most)

    def resets_at(self, now: datetime) -> datetime:
        """When the oldest of them is an hour old."""
        self.used(now)
        return self._at[0] + self._length if self._at else now

    def spend(self, units: int, now: datetime) -> bool:
        """As above; a refused call takes the place of the oldest one."""
        allowed = super().spend(units, now)
        if not allowed and self._at:
            self._at.popleft()
            self._at.append(now)
        return allowed

    def _count(self, units: int, now: datetime) -> None:
        self._at.extend([now] * units)
