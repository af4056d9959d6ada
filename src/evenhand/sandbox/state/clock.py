"""The sandbox's clock, which can be moved and made to run faster, and how each platform writes a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FASTEST = 1_000.0


class Clock:
    """Real time, moved by an offset, and `rate` times as fast. What waits in the sandbox waits in real seconds."""

    def __init__(self) -> None:
        self.rate = 1.0
        self._real = self._ours = datetime.now(UTC)

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return self._ours + (datetime.now(UTC) - self._real) * self.rate

    @property
    def offset(self) -> timedelta:
        """How far it is from real time at this moment."""
        return self.now() - datetime.now(UTC)

    def move(self, offset: timedelta) -> None:
        """Set it so far from real time. Raises OverflowError outside of the calendar, and changes nothing then."""
        real = datetime.now(UTC)
        self._ours, self._real = real + offset, real

    def run(self, rate: float) -> None:
        """Let it run `rate` times as fast as real time from now on."""
        real = datetime.now(UTC)
        self._ours, self._real, self.rate = self._ours + (real - self._real) * self.rate, real, rate


def iso(moment: datetime) -> str:
    """As the ledger and X write it: 2026-11-23T09:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def meta_time(moment: datetime) -> str:
    """As Graph writes it: 2026-11-23T09:00:00+0000."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def youtube_time(moment: datetime) -> str:
    """As YouTube writes it: 2026-11-23T09:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(moment: datetime) -> int:
    """As LinkedIn and Meta's messages write it: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def read_time(text: str) -> datetime | None:
    """A time given as ISO 8601 or as seconds since 1970; None when it is neither."""
    try:
        if text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
