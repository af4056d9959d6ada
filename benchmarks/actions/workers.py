"""Worker processes of the speed runs: pinned to cores where the machine has several, their processor time read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class TooSlowError(RuntimeError):
    """Something did not come to an end in time."""


class Workers:
    """So many workers; `words` is the module that each is, and its arguments."""

    def __init__(self, count: int, words: Sequence[str] = ("evenhand.cli.main", "work")) -> None:
        self._count, self._words = count, words
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Start them, each on a core of its own as far as there are any."""
        cores = sorted(os.sched_getaffinity(0))
        for number in range(self._count):
            process = subprocess.Popen(  # noqa: S603  (our own module, our own words)
                [sys.executable, "-m", *self._words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            os.sched_setaffinity(process.pid, {cores[(number + 1) % len(cores)]})
            self._running.append(process)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()

    def processor_seconds(self) -> float:
        """What all of them used up to now, in user and system mode."""
        used = 0.0
        for process in self._running:
            fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
            used += (int(fields[11]) + int(fields[12])) / TICKS
        return used


def until(held: Callable[[], bool], seconds: float, what: str, pause: float = 0.05) -> float:
    """Wait until `held`; how many seconds it took. Raises TooSlowError after `seconds`."""
    begun = time.monotonic()
    while not held():
        if time.monotonic() - begun > seconds:
            raise TooSlowError(f"{what} took more than {seconds:.0f} seconds.")
        time.sleep(pause)
    return time.monotonic() - begun
