"""The one event loop of a process, in a thread of its own, in which all effects are performed side by side.

No database here: handlers' `perform` gets plain values and returns plain values. Worker threads wait for it
or are called back; they prepare and settle.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future
from functools import cache

from evenhand.work.attempts import Prepared
from evenhand.work.types import JSON


class LoopThread:
    """An event loop that runs in the background for as long as the process lives."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="evenhand-effects", daemon=True).start()

    def perform(self, prepared: Prepared) -> Future[JSON]:
        """Start performing; the future has the result or the exception, TimeoutError after the time limit."""
        return asyncio.run_coroutine_threadsafe(_perform(prepared), self._loop)


@cache
def the_loop() -> LoopThread:
    """The process's event loop, started on first use."""
    return LoopThread()


def outcome_of(future: Future[JSON]) -> JSON | Exception:
    """What `settle` is given: the result, or the exception."""
    try:
        return future.result()
    except CancelledError:
        return TimeoutError("The effect was cancelled: its lease was lost, or the worker stopped.")
    except Exception as error:  # noqa: BLE001  (whatever an effect raises is settle's to judge)
        return error


async def _perform(prepared: Prepared) -> JSON:
    async with asyncio.timeout(prepared.handler.time_limit.total_seconds()):
        return await prepared.handler.effect.perform(prepared.value)
