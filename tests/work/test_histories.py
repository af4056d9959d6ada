"""Random histories: enqueueing, claiming, stalling, crashing, settling, deciding, in any order, by several workers.

What must hold after each step: a lane's tasks end in their order, each once; no effect happens twice; the
lane's row says what its tasks say. And at the end everything can be brought to an end.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evenhand import work
from evenhand.records import services as records
from evenhand.records.models import Entry
from evenhand.work import attempts
from evenhand.work.leases import Claim, claim, release, renew
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler, Registry, SyncHandler
from evenhand.work.types import JSON, TaskInfo

pytestmark = pytest.mark.django_db

LANES = ["author:1", "author:2", ""]
WORKERS = ["w1", "w2", "w3"]
LEASE = timedelta(seconds=30)
ENDINGS = ["done", "error", "retry", "dead", "crash_after_effect"]
BY_WORKERS = ["claim", "claim", "claim", "crash", "heartbeat", "release", *ENDINGS * 2, *["done"] * 6]
BY_OTHERS = ["enqueue", "time_passes", "time_passes", "skip", "skip", "revive", "revive", "pause", "resume"]
TURNS = st.tuples(st.sampled_from(BY_WORKERS + BY_OTHERS), st.integers(0, 2), st.integers(0, 3))
"""What happens, by or to whom (worker or lane), and how much."""
FIRED = {*BY_WORKERS, *BY_OTHERS, "settle", "cancelled", "read_back"} - {"resume", "time_passes"}

outside: list[JSON] = []
"""The effects that happened, as a platform would keep them."""
wanted: list[str] = []
"""How the next handler is to end."""
now: list[datetime] = []
fired: Counter[str] = Counter()


@dataclass
class Held:
    """A claim in the hands of a worker, and how far it came."""

    claim: Claim
    good_until: datetime
    handler: SyncHandler | EffectHandler | None = None
    prepared: attempts.Prepared | None = None
    outcome: JSON | Exception = None


def _end(payload: dict[str, JSON]) -> None:
    """Note the end in the database, in the handler's transaction, or end otherwise."""
    how = wanted[-1]
    if how == "error":
        raise RuntimeError("as wanted")
    if how == "retry":
        raise work.Retry(now[-1] + timedelta(seconds=20))
    if how == "dead":
        raise work.Dead("as wanted")
    records.append("t.ended", subject=f"lane:{payload['lane']}", actor="machine", facts={"n": payload["n"]})


def _register() -> None:
    work.task("t.run")(_end)

    @work.effect("t.effect")
    class Effect:
        def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
            return {"n": payload["n"], "read_back": info.outcome_unknown}

        async def perform(self, prepared: JSON) -> JSON:
            return prepared

        def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
            del prepared
            if isinstance(outcome, Exception):
                raise outcome
            _end(payload)


class History:
    """Three workers, three lanes, and everything that may happen to them."""

    def __init__(self) -> None:
        outside.clear()
        now[:] = [timezone.now()]
        self.count = self.turns = 0
        self.held: dict[str, list[Held]] = {worker: [] for worker in WORKERS}
        for lane in LANES:
            self._enqueue("t.effect", lane, now[-1])

    def turn(self, what: str, who: int, much: int) -> None:
        """One thing happens; now and then everything that must hold is looked at."""
        if what in BY_WORKERS:
            busy = [worker for worker in WORKERS if self.held[worker]] or WORKERS
            self._work(what, WORKERS[who] if what == "claim" else busy[who % len(busy)], much)
        elif what == "enqueue":
            fired[what] += 1
            self._enqueue("t.effect" if much else "t.run", LANES[who], now[-1] + timedelta(seconds=15 * (much // 2)))
        elif what == "time_passes":
            now.append(now[-1] + timedelta(seconds=(40, 5, 60, 40)[much]))
        elif what in {"skip", "revive"}:
            self._decide(what, much)
        elif LANES[who]:
            self._pause_or_resume(what, LANES[who])
        self.turns += 1
        if self.turns % 3 == 0:
            self.check()

    def check(self) -> None:
        """What must never be false."""
        assert len(outside) == len(set(map(str, outside))), "an effect was doubled"
        ended = list(Entry.objects.filter(kind="t.ended").order_by("id").values_list("subject", "facts"))
        for subject in {subject for subject, _ in ended}:
            numbers = [int(facts["n"]) for of, facts in ended if of == subject]
            assert numbers == sorted(set(numbers)), "a lane is out of order, or a task ended twice"
        done = list(Task.objects.filter(state="done"))
        assert sorted(task.payload["n"] for task in done) == sorted(facts["n"] for _, facts in ended)
        assert all(task.payload["n"] in outside for task in done if task.name == "t.effect"), "done without its effect"
        self._check_lanes()

    def bring_to_an_end(self) -> None:
        """Every task can end, whatever happened before."""
        wanted[:] = ["done"]
        for lane in LANES[:2]:
            work.resume_lane(lane)
        for _ in range(4 * self.count + 8):
            now.append(now[-1] + timedelta(minutes=20))
            for dead in work.dead_letters():
                work.retry_dead(dead.pk, "person:1")
            for taken in claim("last", 10, now[-1], LEASE):
                held = Held(taken, now[-1] + LEASE)
                while self._step(held, "done"):
                    pass
            if not Task.objects.filter(state__in=Task.OPEN).exists():
                return
        raise AssertionError("some tasks never end")

    def _check_lanes(self) -> None:
        open_tasks = list(Task.objects.filter(state__in=Task.OPEN).order_by("id"))
        for lane in Lane.objects.all():
            waiting = [task for task in open_tasks if task.lane_id == lane.pk]
            if not waiting:
                assert (lane.head, lane.due_at) == (None, None)
                continue
            assert lane.head == waiting[0].pk
            assert lane.due_at == (None if waiting[0].state == "dead" else waiting[0].run_at)
            assert all(task.state == "ready" for task in waiting[1:]), "two tasks of one lane were begun"

    def _enqueue(self, name: str, lane: str, run_at: datetime) -> None:
        self.count += 1
        payload: dict[str, JSON] = {"n": self.count, "lane": lane or f"own:{self.count}"}
        made = work.enqueue(name, payload, lane=lane, key=f"key:{self.count}", run_at=run_at, max_attempts=3)
        assert work.enqueue("t.run", {}, lane="elsewhere", key=f"key:{self.count}") == made

    def _decide(self, what: str, much: int) -> None:
        dead = list(work.dead_letters())
        if dead:
            fired[what] += 1
            (work.skip_dead if what == "skip" else work.retry_dead)(dead[much % len(dead)].pk, "person:1")

    def _pause_or_resume(self, what: str, lane: str) -> None:
        fired[what] += 1
        if what == "pause":
            work.pause_lane(lane, "as wanted", until=now[-1] + timedelta(seconds=30))
        else:
            work.resume_lane(lane)

    def _work(self, what: str, worker: str, much: int) -> None:
        """A worker claims, gives back, beats, crashes, or goes on by one step with a claim, good or long lost."""
        held = self.held[worker]
        if what == "claim":
            taken = claim(worker, 1 + much, now[-1], LEASE)
            held += [Held(claimed, now[-1] + LEASE) for claimed in taken]
            fired[what] += len(taken)
        elif what == "crash":
            fired[what] += bool(held)
            held.clear()
        elif what == "heartbeat":
            self._heartbeat(held)
        elif what == "release":
            self._release(held)
        elif held:
            wanted[:] = [what]
            one = held.pop(0)
            if self._step(one, what):
                held.append(one)

    def _heartbeat(self, held: list[Held]) -> None:
        renewal = renew([one.claim for one in held], now[-1], LEASE)
        for one in held:
            if one.claim in renewal.kept:
                fired["heartbeat"] += 1
                one.good_until = now[-1] + LEASE

    def _release(self, held: list[Held]) -> None:
        for one in [one for one in held if one.handler is None]:
            fired["release"] += 1
            release(one.claim)
            held.remove(one)

    def _step(self, held: Held, ending: str) -> bool:
        """One step; whether there is another one."""
        if held.handler is None:
            held.handler = attempts.begin(held.claim, now[-1])
            return held.handler is not None
        if not isinstance(held.handler, EffectHandler):
            fired[ending] += 1
            attempts.run(held.claim, held.handler, now[-1])
            return False
        if held.prepared is None:
            prepared = attempts.prepare(held.claim, held.handler, now[-1], LEASE)
            held.good_until = now[-1] + LEASE
            held.prepared = prepared if isinstance(prepared, attempts.Prepared) else None
            return held.prepared is not None
        if held.outcome is None:
            held.outcome = self._perform(held)
            fired[ending] += 1
            return ending != "crash_after_effect"
        fired["settle"] += 1
        attempts.settle(held.prepared, held.outcome, now[-1])
        return False

    def _perform(self, held: Held) -> JSON | Exception:
        """As the event loop does: not past the lease, and what may be there already is read back first."""
        if now[-1] >= held.good_until:
            fired["cancelled"] += 1
            return TimeoutError()
        assert held.prepared is not None
        assert isinstance(held.prepared.value, dict)
        number, read_back = held.prepared.value["n"], held.prepared.value["read_back"]
        if read_back and number in outside:
            fired["read_back"] += 1
            return "seen"
        outside.append(number)
        return "had its effect"


def _explore(histories: int, phases: Sequence[Phase]) -> None:
    @settings(max_examples=histories, deadline=None, phases=phases)
    @given(st.lists(TURNS, min_size=60, max_size=100))
    def one(turns: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            history = History()
            for what, who, much in turns:
                history.turn(what, who, much)
            history.bring_to_an_end()
            history.check()
            transaction.set_rollback(True)

    fired.clear()
    one()


def test_random_histories(registry: Registry) -> None:
    """60 histories; 1,000 in ./run test --deep, and only there made small when one fails, since that takes minutes."""
    del registry
    _register()
    if os.environ.get("EVENHAND_DEEP"):
        _explore(1000, [Phase.generate, Phase.shrink])
        least = 100
    else:
        _explore(60, [Phase.generate])
        least = 1
    assert not [name for name in FIRED if fired[name] < least], dict(fired)
