"""One transport an event loop, so that what a platform said of its limits outlives the task that it was said to.

It lives as long as its loop. It is held by an asynchronous generator, which `asyncio.run` ends before it closes the
loop; the loop of a worker never ends, so there it is ended when the process exits. What is left of the limits is kept
where `keep_limits_in` says: the house keeps it in its tables, for all its processes. Not here: what is remembered
(transport, rooms, breaker).
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from evenhand.platforms.keeping import Keeper, MemoryKeeper
from evenhand.platforms.transport import Transport

EXIT_SECONDS = 2.0
"""How long the end of a process waits for connections to be closed properly."""

_Life = AsyncGenerator[Transport, None]
_living: dict[asyncio.AbstractEventLoop, tuple[_Life, Transport]] = {}
_keeper: list[Callable[[], Keeper]] = [MemoryKeeper]


def keep_limits_in(keeper: Callable[[], Keeper]) -> None:
    """From now on each new transport has one of these to keep its limits."""
    _keeper[:] = [keeper]


async def shared_transport() -> Transport:
    """The transport of the running event loop, made when first asked for. Do not close it: its loop does."""
    loop = asyncio.get_running_loop()
    if loop not in _living:
        _forget_the_dead()
        life = _life(loop)
        _living[loop] = (life, await anext(life))  # nothing in there waits, so no other task comes between
    return _living[loop][1]


async def _life(loop: asyncio.AbstractEventLoop) -> _Life:
    transport = Transport(keeper=_keeper[0]())
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
