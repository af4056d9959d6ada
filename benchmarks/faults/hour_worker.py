"""One worker, or with `serve PORT` the web service, under the moved clock. Killed by `hour`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from benchmarks.faults.moved import Moved


def longer(function: Callable[..., Any], rate: float) -> Callable[..., Any]:
    """`function` with each length of time among its arguments `rate` times as long.

    Signs of life come in real seconds and leases end in the house's: a lease of three real seconds is written down as
    three times `rate` of the house's.
    """

    def call(*given: object) -> object:
        return function(*(each * rate if isinstance(each, timedelta) else each for each in given))

    return call


def slower(rate: float) -> None:
    """A call on its way takes real seconds, so the house waits for it `rate` times as long by its own clock."""
    from evenhand.actions import performing  # noqa: PLC0415  (models only after set-up)
    from evenhand.platforms import limits  # noqa: PLC0415  (as above)

    for module, name in ((performing, "LANDS_WITHIN"), (limits, "GRACE")):
        setattr(module, name, getattr(module, name) * rate)


def work(rate: float) -> None:
    """Be a worker until killed."""
    from evenhand.work import attempts, heartbeat, sweeps, worker  # noqa: PLC0415  (models only after set-up)
    from evenhand.work.running import run_worker  # noqa: PLC0415  (as above)

    for module, name in (
        (worker, "claim"),
        (attempts, "prepare"),
        (heartbeat, "renew"),
        (sweeps, "renew"),
        (sweeps, "run_due"),
    ):
        setattr(module, name, longer(getattr(module, name), rate))
    run_worker(worker.Options(lanes=16, lease=timedelta(seconds=float(os.environ["BENCH_LEASE"]))))


class Threads(ThreadingMixIn, WSGIServer):
    """A thread a request: granian starts processes of its own, whose clocks would stand apart."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None:
        """Quiet."""


def serve(port: int) -> None:
    """Be the web service until killed."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  (as above)

    application = get_wsgi_application()
    with make_server("127.0.0.1", port, application, server_class=Threads, handler_class=Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    clock = Moved.told()
    clock.install()
    django.setup()
    slower(clock.rate)
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        work(clock.rate)
