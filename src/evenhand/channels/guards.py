"""The guard of the room: what X confirmed, and who wrote it down, stays as it was written."""

from __future__ import annotations

from evenhand.store import guards

NEVER_CHANGED = {
    "channels_enterpriseplan": "A confirmation of X is never changed or deleted. Record a new one.",
}
KEYS = {"channels_enterpriseplan": ("id",)}


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.never_changed(table, why))
        guards.register(guards.refuse_change(table, "DELETE", why))
        guards.register(guards.no_way_round(table, KEYS[table], why))
