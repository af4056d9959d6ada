"""X's limits: so many calls in 15 minutes, each endpoint by itself, told in headers on every answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.sandbox.wire.call import Call

WINDOW = timedelta(minutes=15)
LIMITS = {
    "me": 75,
    "users": 900,
    "tweets": 900,
    "mentions": 300,
    "search": 300,
    "tweet": 900,
    "hidden": 50,
    "create": 100,
    "dm_events": 15,
    "dm_with": 15,
    "dm_send": 15,
    "blocking": 15,
}


def endpoint(call: Call) -> str:
    """Which limit the call draws on."""
    parts = call.parts[1:]
    last, first = (parts[-1] if parts else ""), (parts[0] if parts else "")
    if last in {"hidden", "mentions", "blocking", "me"}:
        return last
    if first == "dm_conversations":
        return "dm_send" if call.method == "POST" else "dm_with"
    if first == "dm_events":
        return "dm_events"
    if parts[:2] == ("tweets", "search"):
        return "search"
    if first == "tweets":
        return "create" if call.method == "POST" else "tweet"
    return "tweets" if last == "tweets" else "users"


@dataclass(slots=True)
class _Window:
    opened: datetime
    used: int = 0


class Limits:
    """Counts by endpoint. `scale` widens them, since a demonstration polls far more often than one may."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._windows: dict[str, _Window] = {}

    def spend(self, name: str, now: datetime) -> bool:
        """Count one call; whether it was within the limit."""
        window = self._windows.get(name)
        if window is None or not window.opened <= now < window.opened + WINDOW:
            window = self._windows[name] = _Window(now)
        if window.used >= self._most(name):
            return False
        window.used += 1
        return True

    def headers(self, name: str, now: datetime, *, used_up: bool = False) -> dict[str, str]:
        """x-rate-limit-limit, -remaining and -reset (seconds since 1970)."""
        window = self._windows.get(name) or _Window(now)
        left = 0 if used_up else max(self._most(name) - window.used, 0)
        reset = window.opened + WINDOW
        return {
            "x-rate-limit-limit": str(self._most(name)),
            "x-rate-limit-remaining": str(left),
            "x-rate-limit-reset": str(int(reset.timestamp())),
        }

    def _most(self, name: str) -> int:
        return max(int(LIMITS[name] * self.scale), 1)
