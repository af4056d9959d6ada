"""The outside world of the fault benchmark: a small HTTP service that has effects and counts them, repeats included.

It never deduplicates: an effect asked for twice happens twice, and shows. `GET` is the read-back.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

SLOWEST = 0.15


@dataclass
class Ledger:
    """What happened outside, in order: (lane, number, key); and how read-backs were answered."""

    url: str = ""
    effects: list[tuple[str, int, str]] = field(default_factory=list)
    read_backs: Counter[bool] = field(default_factory=Counter)

    def doubled(self) -> int:
        """Effects that happened more than once."""
        return sum(count > 1 for count in Counter(key for _, _, key in self.effects).values())

    def there(self) -> set[str]:
        """Every effect that happened."""
        return {key for _, _, key in self.effects}


@contextmanager
def running(seed: int) -> Iterator[Ledger]:
    """Serve a ledger on a free loopback port."""
    ledger = Ledger()
    config = uvicorn.Config(_application(ledger, random.Random(seed)), host="127.0.0.1", port=0, log_level="error")  # noqa: S311  (delays, no secrets)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    ledger.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield ledger
    finally:
        server.should_exit = True
        thread.join()


def _application(ledger: Ledger, randomness: random.Random) -> Starlette:
    async def act(request: Request) -> JSONResponse:
        try:
            asked = await request.json()
        except ClientDisconnect:  # killed while asking
            return JSONResponse({"there": False}, 400)
        await asyncio.sleep(randomness.uniform(0, SLOWEST))  # killed here: asked for, not yet there
        ledger.effects.append((asked["lane"], asked["number"], asked["key"]))
        await asyncio.sleep(randomness.uniform(0, SLOWEST))  # killed here: there, but nobody heard of it
        return JSONResponse({"there": True})

    async def read_back(request: Request) -> JSONResponse:
        there = request.path_params["key"] in ledger.there()
        ledger.read_backs[there] += 1
        return JSONResponse({"there": there})

    return Starlette(routes=[Route("/effects", act, methods=["POST"]), Route("/effects/{key}", read_back)])
