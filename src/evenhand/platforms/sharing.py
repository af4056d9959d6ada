"""One transport an event loop, so that what a platform said of its limits outlives the task that it was said to.

It lives as long as its loop. It is held by an asynchronous generator, which `asyncio.run` ends before it closes the
loop; the loop of a worker never ends, so there it is ended when the process exits. Not here: what is remembered
(transport, breaker); after a restart nothing is.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import AsyncGenerator
from contextlib import suppress

from evenhand.platforms.transport import Transport

EXIT_SECONDS = 2.0
"""How long the end of a process waits for connections to be closed properly."""

_Life = AsyncGenerator[Transport, None]
_living: dict[asyncio.AbstractEventLoop, tuple[_Life, Transport]] = {}


async def shared_transport() -> Transport:
    """The transport of the running event loop, made when first asked for. Do not close it: its loop does."""
    loop = asyncio.get_running_loop()
    if loop not in _living:
        _forget_the_dead()
        life = _life(loop)
        _living[loop] = (life, await anext(life))  # nothing in there waits, so no other task comes between
    return _living[loop][1]


async def _life(loop: asyncio.AbstractEventLoop) -> _Life:
    transport = Transport()
    try:
        yield transport
    finally:
        _living.pop(loop, None)
        await transport.aclose()


def _forget_the_dead() -> None:
    """A loop that was closed without its generators being ended can do nothing more for its connections."""
    for loop in [loop for loop in list(_living) if loop.is_closed()]:
        _living.pop(loop, None)


@atexit.register
def _end_at_exit() -> None:
    for loop, (life, _) in list(_living.items()):
        if loop.is_running():
            with suppress(Exception):  # the process ends whatever a connection says to it
                asyncio.run_coroutine_threadsafe(_end(life), loop).result(EXIT_SECONDS)


async def _end(life: _Life) -> None:
    await life.aclose()
