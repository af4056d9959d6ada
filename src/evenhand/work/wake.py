"""Telling waiting workers that there is something to do. Only a hint: workers also look by themselves.

Inside one process an event is set after commit; on PostgreSQL a NOTIFY reaches every process. SQLite's
other processes find out when they next look.
"""

from __future__ import annotations

import threading
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

CHANNEL = "evenhand_work"

_events: set[threading.Event] = set()


def after_commit(run_at: datetime) -> None:
    """Wake workers when the caller's transaction commits, if the task is due by then."""
    if run_at > timezone.now():
        return
    transaction.on_commit(wake_here)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def wake_here() -> None:
    """Wake the workers of this process."""
    for event in tuple(_events):
        event.set()


def enlist(event: threading.Event) -> None:
    """Have `event` set whenever there may be work."""
    _events.add(event)


def dismiss(event: threading.Event) -> None:
    """The opposite of `enlist`."""
    _events.discard(event)


def listen(stop: threading.Event) -> None:
    """Pass PostgreSQL's notifications on to this process's workers until `stop`. Runs in a thread of its own."""
    while not stop.is_set():
        try:
            _listen_once(stop)
        except DatabaseError:
            connection.close()
            stop.wait(2.0)
    connection.close()


def _listen_once(stop: threading.Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    raw = connection.connection
    wake_here()  # for what was notified while nobody listened
    while not stop.is_set():
        with connection.wrap_database_errors:
            for _ in raw.notifies(timeout=0.5, stop_after=1):
                wake_here()
