"""A worker's sign of life: renews its leases, and stops what it may no longer do when they are lost."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from datetime import timedelta

from django.db import DatabaseError, connection

from evenhand.work import sweeps
from evenhand.work.leases import Claim, renew
from evenhand.work.times import store_now
from evenhand.work.types import JSON

log = logging.getLogger(__name__)


class Heartbeat(threading.Thread):
    """Renews the leases of what is taken, every third of a lease, with a database connection of its own."""

    def __init__(self, owner: str, lease: timedelta) -> None:
        super().__init__(name=f"heartbeat {owner}", daemon=True)
        self.sweeping = threading.Event()
        self._owner, self._lease = owner, lease
        self._stop_now = threading.Event()
        self._lock = threading.Lock()
        self._good_until: dict[Claim, float] = {}
        self._performing: dict[Claim, Future[JSON]] = {}

    def take(self, claim: Claim, future: Future[JSON] | None = None) -> None:
        """Renew this claim from now on; cancel `future` if the lease is lost or may have run out."""
        with self._lock:
            self._good_until[claim] = time.monotonic() + self._lease.total_seconds()
            if future is not None:
                self._performing[claim] = future

    def drop(self, claim: Claim) -> None:
        """The attempt is over."""
        with self._lock:
            self._good_until.pop(claim, None)
            self._performing.pop(claim, None)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stop_now.set()
        self.join()

    def run(self) -> None:
        """Beat until stopped. A store that does not answer is tried again at the next beat."""
        while not self._stop_now.wait(self._lease.total_seconds() / 3):
            lost: set[Claim] = set()
            try:
                lost = self._beat()
            except DatabaseError:
                log.warning("work.heartbeat_failed: the store did not renew the leases of %s", self._owner)
                connection.close()
            self._cancel(lost)
        connection.close()

    def _beat(self) -> set[Claim]:
        started = time.monotonic()
        with self._lock:
            claims = list(self._good_until)
        if self.sweeping.is_set():
            sweeps.renew(self._owner, store_now(), self._lease)
        if not claims:
            return set()
        renewal = renew(claims, store_now(), self._lease)
        with self._lock:
            for claim in renewal.kept & self._good_until.keys():
                self._good_until[claim] = started + self._lease.total_seconds()
        return renewal.lost

    def _cancel(self, lost: set[Claim]) -> None:
        now = time.monotonic()
        with self._lock:
            for claim, future in self._performing.items():
                if claim in lost or self._good_until.get(claim, now) <= now:
                    future.cancel()
