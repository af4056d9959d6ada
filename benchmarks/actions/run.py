"""How fast actions are done against the sandbox, read back and on record; how well limits are used; what polling costs.

    ./run bench actions [--actions 300] [--workers 1,2] [--only speed,limits,polling] [--channels 50] [--watch 60]

On PostgreSQL, in databases of its own. Each figure stands beside its goal. The machine is shared with the sandbox, the
database server and whatever else runs on it, so the processor seconds of the workers alone are told too: 'on a core of
its own' is what they would do if nothing else took it. Prints a table and one line of JSON; exit 1 where a goal was
missed, measured by processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
import httpx
from benchmarks.actions.workers import Workers, until
from benchmarks.faults.moved import VARIABLE, Moved

from evenhand.sandbox.testing import running

ADMIN = os.environ.get("EVENHAND_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
SPEED, USED, POLLING = 40.0, 0.95, 0.02
PATIENCE = 900.0
POLL_SECONDS = 60.0
LIMIT, WINDOWS, RATE = 50, 3, 20.0
"""X lets 50 replies be hidden in 15 minutes; so many windows are watched, so many times too fast."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `kept` is None where there is no goal."""

    name: str
    value: float
    goal: str = ""
    kept: bool | None = None


def main() -> int:
    """Run what is asked for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--workers", default="1,2", help="so many at once, one run each")
    parser.add_argument("--only", default="speed,limits,polling")
    parser.add_argument("--channels", type=int, default=50)
    parser.add_argument("--connected", type=int, default=50, help="so many of them are really there")
    parser.add_argument("--watch", type=float, default=60, help="seconds that polling is watched")
    options = parser.parse_args()
    runs: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
        "speed": _speed,
        "limits": _limits,
        "polling": _polling,
    }
    chosen = [name for name in runs if name in options.only.split(",")]
    if len(chosen) > 1:  # each with settings of its own, so each in a process of its own
        return max(subprocess.run(_again(name), check=False).returncode for name in chosen)  # noqa: S603  (our own module, our own words)
    figures = runs[chosen[0]](options)
    for each in figures:
        kept = {True: "yes", False: "NO", None: ""}[each.kept]
        print(f"{each.name:<58}{each.value:>10.2f}  {each.goal:<14}{kept}")
    print(json.dumps({"benchmark": f"actions: {chosen[0]}", **{each.name: each.value for each in figures}}))
    return int(any(each.kept is False for each in figures))


def _again(name: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.actions.run", *sys.argv[1:], "--only", name]


def _house(stack: ExitStack, *, moved: bool = False, poll_seconds: float = 3600) -> str:
    """A database of our own with its tables; Django is set up. Its address."""
    from evenhand.demo.parts import environment  # noqa: PLC0415  (needs nothing of Django)

    var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="evenhand-bench-")))
    name = f"evenhand_actions_{os.getpid()}"
    os.environ.update(environment(var, f"{ADMIN.rsplit('/', 1)[0]}/{name}"))
    os.environ |= {"EVENHAND_POLL_SECONDS": str(poll_seconds), "BENCH_LEASE": "8"}
    django.setup()
    from benchmarks.actions import ready  # noqa: PLC0415  (models only after set-up)
    from django.db import connection  # noqa: PLC0415  (as above)

    address = stack.enter_context(ready.database(ADMIN, name, moved=moved))
    ready.tables()
    stack.callback(connection.close)
    return address


def _speed(options: argparse.Namespace) -> list[Figure]:
    """Actions a second with no limits set: one worker on one core, then several."""
    figures = []
    with ExitStack() as stack:
        url = stack.enter_context(running())
        _house(stack)
        from benchmarks.actions import ready  # noqa: PLC0415  (as above)

        from evenhand.cli.channel import connect_sandbox  # noqa: PLC0415  (as above)
        from evenhand.records.models import Entry  # noqa: PLC0415  (as above)

        connect_sandbox(url)
        counts = [int(each) for each in options.workers.split(",")]
        ready.publish(url, "facebook", options.actions * len(counts))
        ready.actions("facebook")
        for count in counts:
            left, entries = ready.waiting("facebook"), Entry.objects.count()
            with Workers(count) as workers:
                until(ready.idle, PATIENCE, "The first polls and sweeps", 0.5)
                before = workers.processor_seconds()
                ready.let_go("facebook", options.actions)
                wanted = left - options.actions
                seconds = until(lambda wanted=wanted: ready.waiting("facebook") <= wanted, PATIENCE, "The actions")  # type: ignore[misc]  # bound now
                used = workers.processor_seconds() - before
            many = f"{count} worker{'s' if count > 1 else ''}"
            each = options.actions / used
            goal = ("≥ 40", each >= SPEED) if count == 1 else ("", None)
            figures += [
                Figure(f"{many}: actions a second, on this machine as it is", options.actions / seconds),
                Figure(f"{many}: actions a second and core of their own", each, *goal),
                Figure(
                    f"{many}: entries on record for each action", (Entry.objects.count() - entries) / options.actions
                ),
            ]
    return figures


def _limits(options: argparse.Namespace) -> list[Figure]:
    """Of X's limit on hiding, how much several workers use, and whether they ask for anything beyond it."""
    count = max(int(each) for each in options.workers.split(","))
    with ExitStack() as stack:
        url = stack.enter_context(running())
        address = _house(stack, moved=True)
        from benchmarks.actions import ready  # noqa: PLC0415  (as above)

        from evenhand.cli.channel import connect_sandbox  # noqa: PLC0415  (as above)

        connect_sandbox(url)
        ready.publish(url, "x", LIMIT * (WINDOWS + 2))
        ready.actions("x")
        _move(url, address)
        httpx.post(f"{url}/_sandbox/limits", json={"platform": "x", "scale": 1}, trust_env=False).raise_for_status()
        with Workers(count, ("benchmarks.faults.hour_worker",)):
            until(ready.idle, PATIENCE, "The first polls and sweeps", 0.5)
            ready.let_go("x", LIMIT * (WINDOWS + 2))
            begun = time.monotonic()
            until(lambda: _hidden(url)["calls"] > 0, PATIENCE, "The first hide")
            time.sleep(WINDOWS * 15 * 60 / RATE)
            told = _hidden(url)
            windows = (time.monotonic() - begun) * RATE / 60 / 15
    done = told["calls"] - told["refused"]
    allowed = LIMIT * int(windows)
    return [
        Figure(
            f"{count} workers: share used of {int(windows)} windows of {LIMIT}",
            done / allowed,
            "≥ 0.95",
            done / allowed >= USED,
        ),
        Figure("calls beyond the limit", told["refused"], "0", told["refused"] == 0),
    ]


def _move(url: str, address: str) -> None:
    """The clocks of sandbox, house and database go too fast from now on."""
    import psycopg  # noqa: PLC0415  (only here)
    from django.db import connection  # noqa: PLC0415  (as above)

    connection.close()
    told = httpx.post(f"{url}/_sandbox/clock", json={"rate": RATE}, trust_env=False).raise_for_status().json()
    clock = Moved(time.time(), datetime.fromisoformat(told["now"]).timestamp(), RATE)
    os.environ[VARIABLE] = clock.as_text()
    with psycopg.connect(address, autocommit=True) as own:
        own.execute(clock.sql())


def _hidden(url: str) -> dict[str, int]:
    found = httpx.get(f"{url}/_sandbox/limits", params={"platform": "x"}, trust_env=False).json()["limits"]
    one: dict[str, int] = next(each for each in found if each["name"] == "hidden")
    return one


def _polling(options: argparse.Namespace) -> list[Figure]:
    """What a worker's processor does while so many channels have nothing new, each polled every minute.

    By what one poll takes: where others take the processor, fewer polls are done, and the share itself would flatter.
    """
    with ExitStack() as stack:
        urls = [stack.enter_context(running(nth)) for nth in range((min(options.connected, options.channels) + 4) // 5)]
        _house(stack, poll_seconds=POLL_SECONDS)
        from evenhand.cli.channel import connect_sandbox  # noqa: PLC0415  (as above)

        for url in urls:
            connect_sandbox(url)
        from evenhand.work.models import Task  # noqa: PLC0415  (as above)

        polls = Task.objects.filter(name="intake.poll_channel", state=Task.State.DONE)
        with Workers(1) as workers:
            until(lambda: polls.count() >= 3 * len(urls) * 5, PATIENCE, "The first polls", 0.5)
            done, before = polls.count(), workers.processor_seconds()
            time.sleep(options.watch)
            each = (workers.processor_seconds() - before) / max(polls.count() - done, 1)
    used = each * options.channels / POLL_SECONDS
    return [
        Figure("processor milliseconds a poll", each * 1000),
        Figure(f"share of a core for polling {options.channels} idle channels", used, "< 0.02", used < POLLING),
    ]


if __name__ == "__main__":
    sys.exit(main())
