"""`kill -9` of workers while they act: does every action end once, with one effect, in the order of its lane?

    ./run bench faults [--actions 5000] [--kills 20] [--workers 3] [--blind]

Makes a PostgreSQL database of its own and drops it. `--blind` leaves out the read-back, to show that the
check can fail: effects are then doubled. Prints a table and one line of JSON; exit 1 if a promise broke.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
import psycopg
from benchmarks.faults.ledger import Ledger, running

ROOT = Path(__file__).resolve().parents[2]
ADMIN = os.environ.get("EVENHAND_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
LANES = 250
AT_ONCE = 25
PATIENCE = 1200.0


def main() -> int:
    """Run the benchmark; the exit status."""
    options = _options()
    with _database() as url, running(options.seed) as ledger:
        os.environ["BENCH_LEDGER"], os.environ["BENCH_LEASE"] = ledger.url, str(options.lease)
        if options.blind:
            os.environ["BENCH_BLIND"] = "1"
        os.environ["EVENHAND_DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
        started = time.monotonic()
        _fill(options.actions)
        filled = time.monotonic()
        kills = _work_and_kill(options, ledger)
        figures = {**_figures(ledger), "kills": kills, "workers": options.workers, "blind": options.blind}
        figures |= {
            "enqueued_per_second": round(options.actions / (filled - started)),
            "actions_per_second": round(options.actions / (time.monotonic() - filled)),
            "seconds": round(time.monotonic() - started, 1),
        }
        from django.db import connection  # noqa: PLC0415  (settings only now)

        connection.close()
    kept = _kept(figures, options)
    _print(figures, kept)
    return 0 if all(kept.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--lease", type=float, default=3.0, help="seconds")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--blind", action="store_true", help="do not read back: shows that effects would be doubled")
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[str]:
    """A database of our own; its address."""
    name = f"evenhand_faults_{os.getpid()}"
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{ADMIN.rsplit('/', 1)[0]}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fill(actions: int) -> None:
    """Make the tables and enqueue everything, lanes interleaved."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (settings only now)
    from django.db import connection, transaction  # noqa: PLC0415  (as above)

    from evenhand import work  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_ended (n bigserial PRIMARY KEY, key text NOT NULL)")
    for start in range(0, actions, AT_ONCE):
        with transaction.atomic():
            for number in range(start, min(start + AT_ONCE, actions)):
                lane, key = f"author:{number % LANES}", f"act:{number}"
                work.enqueue("bench.act", {"key": key, "lane": lane, "number": number}, lane=lane, key=key)


def _work_and_kill(options: argparse.Namespace, ledger: Ledger) -> int:
    """Kill a worker each time another share of the effects is there, and start a new one; how many were killed."""
    randomness = random.Random(options.seed)  # noqa: S311  (which worker dies is no secret)
    workers = [_start() for _ in range(options.workers)]
    kills, deadline = 0, time.monotonic() + PATIENCE
    try:
        while _open() and time.monotonic() < deadline:
            due = len(ledger.effects) >= (kills + 1) * options.actions / (options.kills + 1)
            if kills < options.kills and due:
                victim = randomness.randrange(len(workers))
                workers[victim].kill()
                workers[victim].wait()
                workers[victim] = _start()
                kills += 1
            time.sleep(0.05)
    finally:
        _stop(workers)
    return kills


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "benchmarks.faults.worker"], cwd=ROOT)


def _stop(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    for worker in workers:
        with suppress(subprocess.TimeoutExpired):
            worker.wait(30)
        worker.kill()


def _open() -> bool:
    from evenhand.work.models import Task  # noqa: PLC0415  (settings only now)

    return Task.objects.filter(state__in=[Task.State.READY, Task.State.LEASED]).exists()


def _figures(ledger: Ledger) -> dict[str, int]:
    from django.db import connection  # noqa: PLC0415  (settings only now)
    from django.db.models import Sum  # noqa: PLC0415  (as above)

    from evenhand.work.models import Task  # noqa: PLC0415  (as above)

    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM bench_ended ORDER BY n")
        ended = [int(key.split(":")[1]) for (key,) in cursor.fetchall()]
    settled = Counter(ended)
    return {
        "actions": Task.objects.count(),
        "done": Task.objects.filter(state=Task.State.DONE).count(),
        "ended_once": sum(count == 1 for count in settled.values()),
        "ended_more_than_once": sum(count > 1 for count in settled.values()),
        "effects": len(ledger.there()),
        "effects_doubled": ledger.doubled(),
        "lanes": LANES,
        "lanes_out_of_order_outside": _out_of_order([number for _, number, _ in ledger.effects]),
        "lanes_out_of_order_inside": _out_of_order(ended),
        "attempts": Task.objects.aggregate(all=Sum("attempts"))["all"],
        "attempts_lost_to_kills": Task.objects.aggregate(all=Sum("failures"))["all"],
        "read_back_and_there": ledger.read_backs[True],
        "read_back_and_not_there": ledger.read_backs[False],
    }


def _out_of_order(numbers: list[int]) -> int:
    """Lanes in which a lower number came after a higher one."""
    last: dict[int, int] = {}
    broken: set[int] = set()
    for number in numbers:
        lane = number % LANES
        if number < last.get(lane, -1):
            broken.add(lane)
        last[lane] = number
    return len(broken)


def _kept(figures: dict[str, int], options: argparse.Namespace) -> dict[str, bool]:
    return {
        "every action ended once": figures["ended_once"] == figures["done"] == options.actions,
        "no effect missing": figures["effects"] == options.actions,
        "no effect doubled": not figures["effects_doubled"],
        "no lane out of order": not figures["lanes_out_of_order_outside"] + figures["lanes_out_of_order_inside"],
        "as many kills as asked for": figures["kills"] == options.kills,
        "kills hit attempts midway": figures["attempts_lost_to_kills"] > 0 or not options.kills,
    }


def _print(figures: dict[str, int], kept: dict[str, bool]) -> None:
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):<32}{value:>10}")
    for name, held in kept.items():
        print(f"{name:<32}{'yes' if held else 'NO':>10}")
    print(json.dumps({"benchmark": "faults", **figures, "kept": all(kept.values())}))


if __name__ == "__main__":
    sys.exit(main())
