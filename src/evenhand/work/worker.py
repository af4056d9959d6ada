"""One worker: claims lanes, starts their head tasks, performs effects beside each other, settles each alone.

A slow effect holds up nothing but its own lane: the worker keeps claiming as long as it has room.
Not here: threads, processes and signals (`running`), the steps themselves (`attempts`).
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from queue import Empty, SimpleQueue

from django.db import DatabaseError, connection

from evenhand.work import attempts, sweeps, wake
from evenhand.work.attempts import Prepared
from evenhand.work.heartbeat import Heartbeat
from evenhand.work.leases import LEASE, Claim, claim, release
from evenhand.work.performing import outcome_of, the_loop
from evenhand.work.registry import EffectHandler
from evenhand.work.times import store_now
from evenhand.work.types import JSON

log = logging.getLogger(__name__)

SWEEP_CHECK = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker works: lanes held at once, lease, seconds to wait at most when idle, seconds to finish."""

    lanes: int = 16
    lease: timedelta = LEASE
    idle: float | None = None
    grace: float = 30.0


class Worker:
    """Works until `stop` is set, then finishes what it began."""

    def __init__(self, options: Options, stop: threading.Event) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._options, self._stop = options, stop
        self._wake = threading.Event()
        self._heart = Heartbeat(self.owner, options.lease)
        self._performing: set[Claim] = set()
        self._performed: SimpleQueue[tuple[Prepared, Future[JSON]]] = SimpleQueue()
        self._sweep_again = 0.0

    def run(self) -> None:
        """Work until stopped. Errors of the store are waited out; leases make sure that nothing is lost."""
        idle = self._options.idle or (1.0 if connection.vendor == "postgresql" else 0.2)
        wake.enlist(self._wake)
        self._heart.start()
        log.info("work.started: %s holds up to %s lanes", self.owner, self._options.lanes)
        try:
            while not self._stop.is_set():
                self._wake.clear()
                if not self._turn_or_wait_out():
                    self._wake.wait(idle)
            self._finish()
        finally:
            self._heart.stop()
            wake.dismiss(self._wake)
            connection.close()

    def turn(self) -> bool:
        """Settle what was performed, sweep, claim and start as much as there is room for; whether there was any."""
        settled = self._settle_performed()
        swept = self._sweep()
        claims = claim(self.owner, self._options.lanes - len(self._performing), store_now(), self._options.lease)
        for claimed in claims:
            self._heart.take(claimed)
        for claimed in claims:
            self._start(claimed)
            settled = self._settle_performed() or settled
        return bool(settled or swept or claims)

    def _turn_or_wait_out(self) -> bool:
        try:
            return self.turn()
        except DatabaseError as error:
            log.warning("work.store_failed: %s; trying again", type(error).__name__)
            connection.close()
            self._stop.wait(1.0)
            return True

    def _start(self, claimed: Claim) -> None:
        """Begin one attempt: run it to its end, or hand its effect to the event loop."""
        handed_over = False
        try:
            if self._stop.is_set():
                release(claimed)
                return
            now = store_now()
            handler = attempts.begin(claimed, now)
            if isinstance(handler, EffectHandler):
                prepared = attempts.prepare(claimed, handler, now, self._options.lease)
                if isinstance(prepared, Prepared):
                    self._perform(prepared)
                    handed_over = True
            elif handler is not None:
                attempts.run(claimed, handler, now)
        finally:
            if not handed_over:
                self._heart.drop(claimed)

    def _perform(self, prepared: Prepared) -> None:
        future = the_loop().perform(prepared)
        self._performing.add(prepared.claim)
        self._heart.take(prepared.claim, future)
        future.add_done_callback(lambda done: self._was_performed(prepared, done))

    def _was_performed(self, prepared: Prepared, future: Future[JSON]) -> None:
        """Called in the loop's thread (or the heartbeat's, on cancelling): no database here."""
        self._performed.put((prepared, future))
        self._wake.set()

    def _settle_performed(self, patience: float = 0.0) -> bool:
        """Settle everything performed by now; waits up to `patience` seconds for the first."""
        settled = False
        while True:
            try:
                prepared, future = self._performed.get(timeout=patience) if patience else self._performed.get_nowait()
            except Empty:
                return settled
            self._performing.discard(prepared.claim)
            try:
                attempts.settle(prepared, outcome_of(future), store_now())
            finally:
                self._heart.drop(prepared.claim)
            settled, patience = True, 0.0

    def _sweep(self) -> bool:
        if time.monotonic() < self._sweep_again:
            return False
        self._sweep_again = time.monotonic() + SWEEP_CHECK
        now = store_now()
        sweeps.make_known(now)
        self._heart.sweeping.set()
        try:
            return bool(sweeps.run_due(self.owner, now, self._options.lease))
        finally:
            self._heart.sweeping.clear()

    def _finish(self) -> None:
        """Let what is being performed end, within the grace time; after that the outcome counts as unknown."""
        deadline = time.monotonic() + self._options.grace
        while self._performing and (left := deadline - time.monotonic()) > 0:
            try:
                self._settle_performed(patience=left)
            except DatabaseError:
                connection.close()
                self._wake.wait(0.2)
        if self._performing:
            log.warning("work.stopped_early: %s effects were still being performed", len(self._performing))
