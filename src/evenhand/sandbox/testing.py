"""A sandbox for one test: in a thread, on a free port, gone at the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from evenhand.sandbox.server import configuration, listen
from evenhand.sandbox.state.start import new_world

READY_SECONDS = 10.0


@contextmanager
def running(nth: int = 0) -> Iterator[str]:
    """Run a fresh sandbox; yields its base URL, http://127.0.0.1:PORT, once it answers.

    `nth`: another organisation than the first, with other account ids, where several are to be connected at once.
    """
    with listen("127.0.0.1", 0) as bound:
        server = uvicorn.Server(configuration(new_world(nth)))
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True, name="sandbox")
        thread.start()
        try:
            _wait(server, thread)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(READY_SECONDS)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    end = time.monotonic() + READY_SECONDS
    while not server.started:
        if time.monotonic() > end or not thread.is_alive():
            raise RuntimeError("The sandbox did not start within 10 seconds.")
        time.sleep(0.01)
