"""`./run demo --check`: traffic, a shift at the desk, then every promise compared with the sandbox's own ledger."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

from rich.console import Console

from evenhand.demo import new_version, promises, sabotage, verdicts
from evenhand.demo.parts import Places
from evenhand.demo.scenes import Scene, open_scenes
from evenhand.demo.shift import Shift, settled
from evenhand.demo.witness import Witness

SETTLE_SECONDS = 120.0  # at most; a machine with other work to do needs more of it
SLOW_MACHINE_SECONDS = 120.0  # so much longer, at most, the shift waits for what its scenes lead to


def check(places: Places, seconds: float, *, break_promise: int = 0, break_all: bool = False) -> bool:
    """Play, compare, print; whether every promise that is built was kept (and seen).

    `break_promise` plants one fault before comparing, so the answer must be False. `break_all` compares first, then
    plants each fault in turn; True only where everything held before and each fault was seen.
    """
    witness = Witness(places.sandbox)
    end = time.monotonic() + seconds
    scenes = open_scenes(witness)
    new_version.propose(places)
    shift = Shift(places.service, witness, end + SLOW_MACHINE_SECONDS)
    scenes += shift.work(scenes)
    while time.monotonic() < end:
        shift.do_manual_tasks()
        time.sleep(0.5)
    witness.post("traffic", {"state": "stop"})
    _wait_until_settled(shift)
    if break_promise:
        sabotage.plant(break_promise, witness, scenes)
    witness.refresh()
    found = promises.verdicts(witness, scenes)
    came_in, done = _figures(witness)
    verdicts.show(found, came_in, done)
    console = Console(width=110)
    for note in shift.notes:
        console.print(f"note: {note}", style="yellow")
    held = all(verdict.held for verdict in found)
    return held and _each_fault_is_seen(witness, scenes, console) if break_all else held


def _each_fault_is_seen(witness: Witness, scenes: list[Scene], console: Console) -> bool:
    seen = True
    for number in sabotage.FAULTS:
        sabotage.plant(number, witness, scenes)
        witness.refresh()
        verdict = promises.verdict(number, witness, scenes)
        console.print(f"planted a fault against promise {number}: {verdict.word}")
        seen = seen and bool(verdict.broken)
    return seen


def _wait_until_settled(shift: Shift) -> None:
    end = time.monotonic() + SETTLE_SECONDS
    quiet = 0
    while time.monotonic() < end and quiet < 6:  # noqa: PLR2004 (three quiet seconds, and at least fifteen in all)
        shift.do_manual_tasks()
        time.sleep(0.5)
        quiet = quiet + 1 if settled() and time.monotonic() > end - SETTLE_SECONDS + 16 else 0


def _figures(witness: Witness) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    came_in = Counter(row["platform"] for row in witness.contributions() if not row["by_organisation"])
    done: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in witness.effects(*promises.WRITES):
        done[entry.platform][entry.operation] += 1
    return dict(came_in), {platform: dict(counts) for platform, counts in done.items()}
