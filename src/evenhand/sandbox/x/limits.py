"""X's limits: so many calls in 15 minutes, each endpoint by itself, told in headers on every answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from evenhand.sandbox.wire.allowance import Allowance, Window
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
    "dm_event": 15,
    "dm_with": 15,
    "dm_send": 15,
    "dm_block": 15,
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
        return "dm_events" if last == first else "dm_event"  # X counts each endpoint by itself
    if parts[:2] == ("tweets", "search"):
        return "search"
    if first == "tweets":
        return "create" if call.method == "POST" else "tweet"
    return {"tweets": "tweets", "block": "dm_block", "unblock": "dm_block"}.get(last, "users")


class Limits:
    """Counts by endpoint."""

    def __init__(self) -> None:
        self._windows = {name: Window(name, real, WINDOW) for name, real in LIMITS.items()}

    def all(self) -> Iterable[Allowance]:
        """Each endpoint's."""
        return self._windows.values()

    def spend(self, name: str, now: datetime) -> bool:
        """Count one call; whether it was within the limit."""
        return self._windows[name].spend(1, now)

    def headers(self, name: str, now: datetime, *, used_up: bool = False) -> dict[str, str]:
        """x-rate-limit-limit, -remaining and -reset (seconds since 1970)."""
        window = self._windows[name]
        left = 0 if used_up else max(window.most - window.used(now), 0)
        return {
            "x-rate-limit-limit": str(window.most),
            "x-rate-limit-remaining": str(left),
            "x-rate-limit-reset": str(int(window.resets_at(now).timestamp())),
        }
