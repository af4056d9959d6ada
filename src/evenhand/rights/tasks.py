"""The sweep of this room: retention, every hour, since a platform's limit is counted in hours; and `rights.gather`."""

from __future__ import annotations

from datetime import timedelta

from evenhand import work
from evenhand.rights import bundles, retention
from evenhand.work.types import JSON


@work.sweep("rights.retention", every=timedelta(hours=1), in_transaction=False)
def retain() -> None:
    """Take away the words whose time is over."""
    retention.sweep()


@work.task("rights.gather")
def gather(payload: dict[str, JSON]) -> None:
    """Gather the next piece of a bundle {request_id}."""
    bundles.gather(int(str(payload["request_id"])))
