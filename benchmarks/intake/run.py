"""Webhook deliveries a second and p99, beside a bare Django endpoint that checks as much and inserts one row.

    python benchmarks/intake/run.py [--requests 1500] [--rounds 5] [--stores sqlite,postgres]

Both are served by the same server with the same settings, take turns under the same load, and write to stores of the
same kind (SQLite with WAL and synchronous=FULL; PostgreSQL at BENCH_POSTGRES). Prints a table, then one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
CONNECTIONS = 16
GOAL = 0.8
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import os
from evenhand.channels.credentials import Credentials
from evenhand.channels.services import NewChannel, add_channel
add_channel(NewChannel("facebook", "page-1", "Bench"), Credentials("t", (os.environ["BENCH_SECRET"],)))
"""
PREPARE_BARE = """
from benchmarks.intake import bare
from django.db import connection
with connection.schema_editor() as editor: editor.create_model(bare.Row)
"""


@dataclass
class Side:
    """One of the two, on one store."""

    name: str
    target: str
    path: str
    env: dict[str, str]
    port: int = 0
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def rate(self) -> float:
        """Requests a second: the median round."""
        return statistics.median(self.rates)

    @property
    def p99(self) -> float:
        """Milliseconds that 99 of 100 requests took at most, over all rounds."""
        return statistics.quantiles(self.latencies, n=100)[98]


def main() -> int:
    """Run it; 1 when the goal was missed somewhere."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--requests", type=int, default=1500)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--stores", default="sqlite,postgres")
    args = asked.parse_args()
    figures: dict[str, dict[str, float]] = {}
    print(f"{'store':<10}{'endpoint':<10}{'requests/s':>12}{'p99 ms':>10}{'not 200':>9}{'ratio':>8}")
    for store in args.stores.split(","):
        with tempfile.TemporaryDirectory() as folder, stores(store, Path(folder)) as urls:
            ours, bare = sides(urls, folder)
            measure(ours, bare, args.requests, args.rounds)
        ratio = ours.rate / bare.rate
        for side in (bare, ours):
            told = f"{ratio:>8.2f}" if side is ours else f"{'':>8}"
            print(f"{store:<10}{side.name:<10}{side.rate:>12.0f}{side.p99:>10.1f}{side.wrong:>9}{told}")
        figures[store] = {
            "ours_rps": round(ours.rate, 1),
            "ours_p99_ms": round(ours.p99, 1),
            "bare_rps": round(bare.rate, 1),
            "bare_p99_ms": round(bare.p99, 1),
            "ratio": round(ratio, 3),
            "not_200": ours.wrong + bare.wrong,
        }
    print(json.dumps({"bench": "intake", "requests": args.requests, "rounds": args.rounds, "stores": figures}))
    return int(any(one["ratio"] < GOAL or one["not_200"] for one in figures.values()))


def sides(urls: tuple[str, str], folder: str) -> tuple[Side, Side]:
    """Ours and the bare one, each with its own store made ready."""
    shared = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "BENCH_SECRET": secrets.token_hex(16),
        "EVENHAND_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
    }
    ours = Side("ours", "evenhand.config.wsgi:application", "/hooks/facebook/page-1/", {})
    ours.env = shared | {"EVENHAND_DATABASE_URL": urls[0]}
    bare = Side("bare", "benchmarks.intake.bare:application", "/hook/", shared | {"BENCH_DATABASE_URL": urls[1]})
    for side, script in ((ours, PREPARE), (bare, PREPARE_BARE)):
        subprocess.run([sys.executable, "-c", script], env=side.env, check=True, cwd=ROOT)  # noqa: S603 (our own text)
    return ours, bare


def measure(ours: Side, bare: Side, requests: int, rounds: int) -> None:
    """Warm both up, then let them take turns; who begins changes with each round."""
    with served(ours), served(bare):
        for side in (ours, bare):
            load(side, max(requests // 5, CONNECTIONS))
        for number in range(rounds):
            for side in (ours, bare) if number % 2 else (bare, ours):
                told = load(side, requests)
                latencies = [float(one) for one in told["latencies"]]
                side.rates.append(requests / float(told["seconds"]))
                side.latencies += latencies
                side.wrong += int(told["wrong"])


def load(side: Side, requests: int) -> dict[str, Any]:
    """One round of load in a process of its own."""
    command = [sys.executable, str(HERE / "load.py"), str(side.port), side.path, str(requests), str(CONNECTIONS)]
    done = subprocess.run(command, env=side.env, check=True, capture_output=True, text=True)  # noqa: S603 (our own file)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def served(side: Side) -> Iterator[None]:
    """Serve one side until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        side.port = free.getsockname()[1]
    command = [sys.executable, str(HERE / "serve.py"), side.target, str(side.port)]
    server = subprocess.Popen(command, env=side.env, cwd=ROOT)  # noqa: S603 (our own file)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", side.port), timeout=1):
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def stores(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Two empty stores of a kind, gone at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'ours.sqlite3'}", f"sqlite:///{folder / 'bare.sqlite3'}"
        return
    names = [f"bench_{one}_{os.getpid()}" for one in ("ours", "bare")]
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{POSTGRES}/{names[0]}", f"{POSTGRES}/{names[1]}"
        finally:
            for name in names:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
