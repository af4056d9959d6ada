"""Starts and stops the parts of the demo as processes: sandbox, web service, worker. Nothing but loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 180  # a machine that has much else to do


class PartFailedError(RuntimeError):
    """A part of the demo did not start or stopped by itself; the message names it and its log."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one demo are to be found."""

    sandbox: str
    service: str
    var: Path
    environment: Mapping[str, str]


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, database: str) -> dict[str, str]:
    """The environment of every part: its own folder, its own database, quick polling."""
    var.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "EVENHAND_VAR": str(var),
        "EVENHAND_DATABASE_URL": database or f"sqlite:///{var}/evenhand.sqlite3",
        "EVENHAND_POLL_SECONDS": os.environ.get("EVENHAND_POLL_SECONDS", "2"),
        "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def running(places: Places, *, workers: int = 1) -> Iterator[Places]:
    """Run the service and its workers; the sandbox runs already. Everything is stopped at the end."""
    with ExitStack() as stack:
        port = places.service.rsplit(":", 1)[1]
        stack.enter_context(_process(places, "serve", "serve", "--port", port))
        wait_for(f"{places.service}/healthz", places.var / "serve.log")
        for number in range(workers):
            stack.enter_context(_process(places, f"work-{number}", "work"))
        yield places


@contextmanager
def sandbox(var: Path, url: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Run the sandbox at `url`."""
    places = Places(url, "", var, environment)
    with _process(places, "sandbox", "sandbox", "--port", url.rsplit(":", 1)[1]):
        wait_for(f"{url}/_sandbox/config", var / "sandbox.log")
        yield


def command(places: Places, *words: str) -> None:
    """Run one `evenhand` command to its end; its failure is ours."""
    done = subprocess.run(  # noqa: S603 (our own module, our own words)
        [sys.executable, "-m", "evenhand.cli.main", *words],
        env=dict(places.environment),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise PartFailedError(f"`evenhand {' '.join(words)}` failed:\n{done.stdout}{done.stderr}")


def wait_for(url: str, log: Path, seconds: float = READY_SECONDS) -> None:
    """Wait until `url` answers 200; after `seconds` says which log to read."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    tail = log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
    raise PartFailedError(f"{url} did not answer within {seconds:.0f} seconds. Its log ({log}) ends:\n{tail}")


@contextmanager
def _process(places: Places, name: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (places.var / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (as above)
            [sys.executable, "-m", "evenhand.cli.main", *words],
            env=dict(places.environment),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
