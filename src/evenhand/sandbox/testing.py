"""A sandbox for one test: in a thread, on a free port, gone at the end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from evenhand.sandbox.server import configuration

READY_SECONDS = 10.0


@contextmanager
def running() -> Iterator[str]:
    """Run a fresh sandbox; yields its base URL, http://127.0.0.1:PORT, once it answers."""
    # The protocol is named, so that asyncio turns Nagle's algorithm off: without it each answer waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        config = configuration("127.0.0.1", 0)
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True, name="sandbox")
        thread.start()
        try:
            _wait(server, thread)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(READY_SECONDS)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    end = time.monotonic() + READY_SECONDS
    while not server.started:
        if time.monotonic() > end or not thread.is_alive():
            raise RuntimeError("The sandbox did not start within 10 seconds.")
        time.sleep(0.01)
