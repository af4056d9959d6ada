"""Workers as processes and as threads: `run_worker` for PostgreSQL, `run_embedded` and `embedded` for one process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import connection

from evenhand.work import wake
from evenhand.work.worker import Options, Worker


def run_worker(options: Options | None = None) -> None:
    """Be a worker process until SIGTERM or SIGINT, then finish what was begun. Call it in the main thread."""
    stop = threading.Event()
    _stop_on_signals(stop)
    with _listening(stop):
        Worker(options or Options(), stop).run()


def run_embedded(threads: int = 1, stop_event: threading.Event | None = None, options: Options | None = None) -> None:
    """Run worker threads in this process until `stop_event` is set (without one: until SIGTERM or SIGINT)."""
    stop = stop_event or threading.Event()
    if stop_event is None:
        _stop_on_signals(stop)
    with embedded(threads, options, stop):
        while not stop.wait(0.5):
            pass


@contextmanager
def embedded(
    threads: int = 1, options: Options | None = None, stop_event: threading.Event | None = None
) -> Iterator[threading.Event]:
    """Worker threads beside the caller, stopped and waited for at the end. Yields the event that stops them."""
    stop = stop_event or threading.Event()
    workers = [Worker(options or Options(), stop) for _ in range(threads)]
    running = [threading.Thread(target=worker.run, name=worker.owner, daemon=True) for worker in workers]
    with _listening(stop):
        for thread in running:
            thread.start()
        try:
            yield stop
        finally:
            stop.set()
            wake.wake_here()
            for thread in running:
                thread.join()


@contextmanager
def _listening(stop: threading.Event) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    listener = threading.Thread(target=wake.listen, args=[stop], name="listen", daemon=True)
    listener.start()
    try:
        yield
    finally:
        stop.set()
        listener.join()


def _stop_on_signals(stop: threading.Event) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        wake.wake_here()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
