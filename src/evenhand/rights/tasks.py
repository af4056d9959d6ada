"""The sweep of this room: retention, every hour, since a platform's limit is counted in hours."""

from __future__ import annotations

from datetime import timedelta

from evenhand import work
from evenhand.rights import retention


@work.sweep("rights.retention", every=timedelta(hours=1), in_transaction=False)
def retain() -> None:
    """Take away the words whose time is over."""
    retention.sweep()
