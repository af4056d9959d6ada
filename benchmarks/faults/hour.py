"""An hour of sandbox time in minutes, with every fault on: is anything lost, doubled, exceeded or left open?

    ./run bench faults --hour [--rate 12] [--minutes 60] [--workers 3] [--per-second 2] [--kill-every 12] [--keep DIR]

Five simulated platforms with traffic, their real limits and all their faults; the web service and several workers as
processes, killed again and again; people who decide. The sandbox's clock runs `rate` times too fast, and the house's
with it (benchmarks/faults/moved.py). Makes a PostgreSQL database of its own and drops it. Prints the counts and one
line of JSON; exit 1 if a promise broke. With `--keep`, the sandbox's ledger and the logs are left in that folder and
the database is not dropped, so that what broke can be followed step by step.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import django
import psycopg
from benchmarks.faults.moved import VARIABLE, Moved

from evenhand.demo.parts import environment, free_port, sandbox, wait_for
from evenhand.demo.witness import Witness

if TYPE_CHECKING:
    from benchmarks.faults.hour_people import People

ROOT = Path(__file__).resolve().parents[2]
ADMIN = os.environ.get("EVENHAND_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
BEGIN = (23, 20)
"""The hour begins so late in the day, in UTC, that LinkedIn's day of calls ends within it."""
SETTLE_SECONDS = 1200.0
"""Real seconds in which all must come to rest, at most: a busy machine needs them."""
READY_SECONDS = 600  # starting takes ten seconds, or minutes on a machine with much else to do
SCALES = {"facebook": 1.0, "instagram": 1.0, "x": 1.0, "linkedin": 40.0, "youtube": 1.0}
"""LinkedIn: its published limit of 500 calls a day is the Development tier's, which no service could live on."""
SHARES: dict[str, float] = {
    "throttle": 0.004,
    "token_dead": 0.004,
    "server_error": 0.02,
    "refused": 0.004,
    "author_deletes_first": 0.02,
    "dm_window_closed": 0.05,
    "no_effect_ok": 0.03,
    "lost_response": 0.06,
    "truncated": 0.02,
    "wrong_content_type": 0.02,
    "slow": 0.03,
    "platform_filter": 0.05,
    "hidden_absent": 0.3,
    "webhook_lost": 0.05,
    "webhook_late": 0.05,
    "webhook_out_of_order": 0.05,
    "webhook_duplicate": 0.05,
    "webhook_replay": 0.05,
    "webhook_slow": 0.05,
    "webhook_truncated": 0.02,
    "webhook_wrong_content_type": 0.02,
    "webhook_bad_signature": 0.02,
    "webhook_no_author": 0.05,
}
PARAMS: dict[str, dict[str, object]] = {"slow": {"seconds": 1.0}, "throttle": {"reason": "rateLimitExceeded"}}


def main() -> int:
    """Run the hour; the exit status."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that all that was started is stopped
    started = time.monotonic()
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="evenhand-hour-")))
        database = stack.enter_context(_database(keep=options.keep is not None))
        os.environ.update(environment(var, database) | {"EVENHAND_POLL_SECONDS": "60", "BENCH_LEASE": "8"})
        witness = Witness(f"http://127.0.0.1:{free_port()}")
        stack.enter_context(sandbox(var, witness.url, dict(os.environ)))
        people = _begin(options, witness, database)
        house = stack.enter_context(House(var, options.workers))
        _connect(witness, house)
        _trouble(witness, options)
        _say("the hour begins")
        kills = _live(options, witness, house, people)
        settled = _settle(options, witness, people)
        from benchmarks.faults.hour_counts import figures  # noqa: PLC0415  (models only after set-up)

        counts, broken = figures(witness)
        if options.keep is not None:
            _keep(options.keep, witness, var)
    counts |= {"kills": kills, "settled after minutes": settled, "seconds": round(time.monotonic() - started)}
    counts |= {f"people: {name}": count for name, count in sorted(people.did.items())}
    return _print(counts, broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=12, help="how many times as fast as real time")
    parser.add_argument("--minutes", type=float, default=60, help="minutes of the sandbox's time")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--per-second", type=float, default=2, help="acts of the public in a real second")
    parser.add_argument("--kill-every", type=float, default=12, help="real seconds")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="leave the ledger and the logs in this folder, and the database")
    return parser.parse_args()


@contextmanager
def _database(*, keep: bool) -> Iterator[str]:
    """A database of our own, whose clock can be replaced; its address. Dropped afterwards unless it is to be kept."""
    name = f"evenhand_hour_{os.getpid()}"
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        admin.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
        try:
            yield f"{ADMIN.rsplit('/', 1)[0]}/{name}"
        finally:
            if keep:
                _say(f"the database {name} is left; drop it when it was looked at")
            else:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _begin(options: argparse.Namespace, witness: Witness, database: str) -> People:
    """Make the tables and the team; then move every clock. The people."""
    django.setup()
    from benchmarks.faults.hour_people import People  # noqa: PLC0415  (settings only now)
    from django.conf import settings  # noqa: PLC0415  (as above)
    from django.core.management import call_command  # noqa: PLC0415  (as above)
    from django.db import connection  # noqa: PLC0415  (as above)

    from evenhand.judgement import policies  # noqa: PLC0415  (as above)
    from evenhand.people.services import create_user  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    policies.put_in_force(settings.POLICY)
    moderator = create_user("morgan", "", ["moderator"])
    approver = create_user("alex", "", ["approver"])
    connection.close()
    now = datetime.now(UTC)
    late = now.replace(hour=BEGIN[0], minute=BEGIN[1], second=0, microsecond=0)
    told = witness.post("clock", {"offset_seconds": (late - now).total_seconds(), "rate": options.rate})
    clock = Moved(time.time(), datetime.fromisoformat(told["now"]).timestamp(), options.rate)
    os.environ[VARIABLE] = clock.as_text()
    with psycopg.connect(database, autocommit=True) as own:
        own.execute(clock.sql())
    clock.install()
    return People(moderator, approver, witness, options.seed)


class House:
    """The web service and the workers as processes; any of them may be killed and comes back."""

    def __init__(self, var: Path, workers: int) -> None:
        self._var, self._port = var, free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._words = [("serve", str(self._port)), *[()] * workers]
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Start all of them."""
        self._running = [self._start(number) for number in range(len(self._words))]
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait(self) -> None:
        """Until the service answers."""
        wait_for(f"{self.url}/healthz", self._var / "house-0.log", READY_SECONDS)

    def __exit__(self, *_: object) -> None:
        """Stop all of them."""
        for process in self._running:
            process.send_signal(signal.SIGKILL)
        for process in self._running:
            process.wait()

    def kill(self, number: int) -> None:
        """Kill one, as a machine dies, and start another in its place."""
        self._running[number].kill()
        self._running[number].wait()
        self._running[number] = self._start(number)

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        with (self._var / f"house-{number}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603  (our own module, our own words)
                [sys.executable, "-m", "benchmarks.faults.hour_worker", *self._words[number]],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def __len__(self) -> int:
        return len(self._words)


def _connect(witness: Witness, house: House) -> None:
    from evenhand.cli.channel import connect_sandbox  # noqa: PLC0415  (models only after set-up)

    connect_sandbox(witness.url, house.url)


def _trouble(witness: Witness, options: argparse.Namespace) -> None:
    """The real limits, every fault, and traffic."""
    for platform, scale in SCALES.items():
        witness.post("limits", {"platform": platform, "scale": scale})
    for fault, share in SHARES.items():
        witness.post(
            "faults", {"platform": "*", "fault": fault, "share": share, "params": PARAMS.get(fault, {"seconds": 1.0})}
        )
    witness.post("traffic", {"state": "start", "per_second": options.per_second, "seed": options.seed})


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _live(options: argparse.Namespace, witness: Witness, house: House, people: People) -> int:
    """The hour: people work, processes die; how many of them."""
    chance = random.Random(options.seed)  # noqa: S311  (who dies is no secret)
    begun = time.monotonic()
    end = begun + float(options.minutes) * 60 / options.rate
    kills = 0
    while time.monotonic() < end:
        people.work()
        if time.monotonic() > begun + (kills + 1) * options.kill_every:
            house.kill(chance.randrange(len(house)))
            kills += 1
            _again(witness, house)
        time.sleep(0.3)
    return kills


def _again(witness: Witness, house: House) -> None:
    """A platform stops telling after an hour of failures; whoever looks after the webhooks has it tell again."""
    hooks = {each["platform"] for each in witness.get("webhooks")["webhooks"]}
    if len(hooks) < 4:  # noqa: PLR2004  (all but YouTube)
        house.wait()
        _connect(witness, house)


def _settle(options: argparse.Namespace, witness: Witness, people: People) -> int:
    """The public goes to bed, the faults end, and all must come to rest; the minutes that it took."""
    from benchmarks.faults.hour_counts import open_work, unreconciled  # noqa: PLC0415  (models only after set-up)

    _say("the hour is over; all must come to rest")
    witness.post("traffic", {"state": "stop"})
    for fault in witness.get("faults")["faults"]:
        _end(witness, fault["id"])
    begun = time.monotonic()
    end, quiet = begun + SETTLE_SECONDS, 0
    while time.monotonic() < end and quiet < 3:  # noqa: PLR2004  (three looks in a row)
        busy = people.work() + open_work()
        rows = [row for row in witness.contributions() if not row["by_organisation"]]
        differ = list(unreconciled(rows))
        _say(f"open: {busy}; differ: {len(differ)}; {'; '.join(differ[:2])}")
        quiet = quiet + 1 if not busy and not differ else 0
        time.sleep(4)
    return round((time.monotonic() - begun) * float(options.rate) / 60)


def _keep(folder: Path, witness: Witness, var: Path) -> None:
    """Leave what tells the story of a run: the sandbox's ledger, line by line, and every process's log."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(entry), default=str) for entry in witness.entries]
    (folder / "ledger.jsonl").write_text("\n".join(lines) + "\n")
    for log in var.glob("*.log"):
        shutil.copy(log, folder)


def _end(witness: Witness, number: int) -> None:
    import httpx  # noqa: PLC0415  (only here)

    httpx.request("DELETE", f"{witness.url}/_sandbox/faults", params={"id": number}, timeout=10).raise_for_status()


def _print(counts: dict[str, int], broken: dict[str, list[str]]) -> int:
    for name, value in counts.items():
        print(f"{name:<44}{value:>10}")
    for name, found in broken.items():
        print(f"{name:<44}{len(found):>10}")
        for line in found[:5]:
            print(f"    {line}")
    kept = not any(broken.values())
    told = {name: len(found) for name, found in broken.items()}
    print(json.dumps({"benchmark": "faults: an hour", **counts, "broken": told, "kept": kept}))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
