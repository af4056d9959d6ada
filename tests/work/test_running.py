"""Real workers in threads, on both stores: order, one doer at a time, heartbeats, wake-ups, an orderly end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evenhand import work
from evenhand.work import wake
from evenhand.work.models import Lane, Task
from evenhand.work.registry import Registry
from evenhand.work.running import embedded, run_embedded
from evenhand.work.types import JSON, TaskInfo
from evenhand.work.worker import Options, Worker

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = Options(lanes=4, idle=0.05)
SHORT_LEASE = Options(lanes=4, lease=timedelta(seconds=1.5), idle=0.05)


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def all_ended() -> bool:
    return not Task.objects.filter(state__in=Task.OPEN).exists()


class Recorder:
    """An effect that notes when each of its parts ran."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.performed: list[JSON] = []
        self.settled: list[JSON] = []
        self.infos: list[TaskInfo] = []
        self.started = threading.Event()

    def register(self, name: str) -> None:
        recorder = self

        @work.effect(name)
        class Effect:
            def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
                recorder.infos.append(info)
                return payload["n"]

            async def perform(self, prepared: JSON) -> JSON:
                recorder.started.set()
                await asyncio.sleep(recorder.seconds)
                recorder.performed.append(prepared)
                return prepared

            def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
                del payload, prepared
                if isinstance(outcome, Exception):
                    raise outcome
                recorder.settled.append(outcome)


def enqueue(name: str, number: int, lane: str) -> Task:
    with transaction.atomic():
        return work.enqueue(name, {"n": number}, lane=lane, key=f"{name}:{number}")


def test_several_workers_keep_the_order_of_each_lane_and_do_everything_once(registry: Registry) -> None:
    del registry
    ran: list[int] = []
    work.task("t.run")(lambda payload: ran.append(int(str(payload["n"]))))
    recorder = Recorder()
    recorder.register("t.effect")
    with embedded(3, QUICK):
        for number in range(40):
            enqueue("t.run", number, f"author:{number % 4}")
            enqueue("t.effect", number, f"author:{number % 4}")
        wait_for(all_ended)
    assert sorted(ran) == list(range(40))
    for lane in range(4):
        assert [number for number in ran if number % 4 == lane] == list(range(lane, 40, 4))
        settled = [int(str(number)) for number in recorder.settled]
        assert [number for number in settled if number % 4 == lane] == list(range(lane, 40, 4))
    assert set(Task.objects.values_list("attempts", flat=True)) == {1}


def test_effects_of_one_worker_are_performed_side_by_side(registry: Registry) -> None:
    del registry
    recorder = Recorder(seconds=0.4)
    recorder.register("t.effect")
    for number in range(4):
        enqueue("t.effect", number, f"author:{number}")
    started = time.monotonic()
    with embedded(1, QUICK):
        wait_for(all_ended)
        took = time.monotonic() - started
    assert took < 4 * 0.4
    assert len(recorder.settled) == 4


def test_an_effect_that_outlasts_its_lease_keeps_it_by_heartbeats(registry: Registry) -> None:
    del registry
    recorder = Recorder(seconds=3)
    recorder.register("t.effect")
    enqueue("t.effect", 1, "author:1")
    with embedded(2, SHORT_LEASE):
        wait_for(all_ended)
    assert recorder.performed == [1]
    assert Task.objects.get().attempts == 1


def test_an_effect_whose_lane_was_taken_away_is_cancelled_and_done_by_the_successor(registry: Registry) -> None:
    del registry
    recorder = Recorder(seconds=30)
    recorder.register("t.effect")
    enqueue("t.effect", 1, "author:1")
    with embedded(1, SHORT_LEASE) as stop:
        assert recorder.started.wait(10)
        recorder.seconds = 0
        Lane.objects.update(fence=100, lease_until=timezone.now() - timedelta(minutes=1))
        wait_for(all_ended)
        assert not stop.is_set()
    assert recorder.performed == [1]
    assert [info.outcome_unknown for info in recorder.infos] == [False, True]


def test_a_worker_that_is_stopped_finishes_what_it_performs_and_starts_nothing_new(registry: Registry) -> None:
    del registry
    recorder = Recorder(seconds=0.5)
    recorder.register("t.effect")
    enqueue("t.effect", 1, "author:1")
    enqueue("t.effect", 2, "author:1")
    with embedded(1, QUICK) as stop:
        assert recorder.started.wait(10)
        stop.set()
    assert recorder.settled == [1]
    assert list(Task.objects.order_by("id").values_list("state", flat=True)) == ["done", "ready"]
    assert Lane.objects.get().lease_until is None


def test_a_worker_that_may_not_wait_leaves_the_outcome_unknown(registry: Registry) -> None:
    del registry
    recorder = Recorder(seconds=2)
    recorder.register("t.effect")
    enqueue("t.effect", 1, "author:1")
    with embedded(1, Options(lease=timedelta(seconds=30), idle=0.05, grace=0.1)):
        assert recorder.started.wait(10)
    task = Task.objects.get()
    assert task.state == "leased"
    assert task.performing_since is not None


def test_new_work_wakes_a_worker_that_would_otherwise_wait_long(registry: Registry) -> None:
    del registry
    ran: list[JSON] = []
    work.task("t.run")(lambda payload: ran.append(payload["n"]))
    with embedded(1, Options(idle=30.0)) as stop:
        time.sleep(0.5)
        started = time.monotonic()
        enqueue("t.run", 1, "author:1")
        wait_for(lambda: ran == [1])
        assert time.monotonic() - started < 10
        stop.set()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="NOTIFY is PostgreSQL's")
def test_postgresql_wakes_other_processes() -> None:
    event, stop = threading.Event(), threading.Event()
    wake.enlist(event)
    listener = threading.Thread(target=wake.listen, args=[stop])
    listener.start()
    try:
        assert event.wait(10)  # set once when listening began
        event.clear()
        with connection.cursor() as cursor:  # as another process would: nothing of this one is called
            cursor.execute("SELECT pg_notify(%s, '')", [wake.CHANNEL])
        assert event.wait(10)
    finally:
        stop.set()
        listener.join()
        wake.dismiss(event)


def test_workers_sweep(registry: Registry) -> None:
    del registry
    swept = threading.Event()
    work.sweep("t.sweep", timedelta(hours=1))(swept.set)
    stop = threading.Event()
    runner = threading.Thread(target=run_embedded, args=[2, stop, QUICK])
    runner.start()
    assert swept.wait(10)
    stop.set()
    runner.join()


def test_a_worker_waits_out_a_store_that_fails(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    del registry
    ran: list[JSON] = []
    work.task("t.run")(lambda payload: ran.append(payload["n"]))
    enqueue("t.run", 1, "author:1")
    from django.db import OperationalError  # noqa: PLC0415  (used by the stand-in below alone)

    plain, failures = Worker.turn, [OperationalError("gone"), OperationalError("gone")]

    def turn(self: Worker) -> bool:
        if failures:
            raise failures.pop()
        return plain(self)

    monkeypatch.setattr(Worker, "turn", turn)
    with embedded(1, QUICK):
        wait_for(lambda: ran == [1])


@pytest.mark.parametrize("before", [0, 1], ids=["a new lane", "a lane with work in it"])
def test_two_committing_transactions_cannot_overtake_each_other_in_a_lane(before: int) -> None:
    """Ids are given before commit. The second one to come must not commit first with a higher id."""
    for number in range(before):
        enqueue("t.a", number, "author:1")
    first_inside, let_first_commit = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with transaction.atomic():
            work.enqueue("t.a", {}, lane="author:1", key="first")
            first_inside.set()
            assert let_first_commit.wait(10)
            order.append("first")  # before its commit: after it, the two threads would race to say so
        connection.close()

    def second() -> None:
        assert first_inside.wait(10)
        with transaction.atomic():
            work.enqueue("t.a", {}, lane="author:1", key="second")
            order.append("second")
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    assert first_inside.wait(10)
    time.sleep(0.3)  # long enough for the second to commit, were it not held up
    assert order == []
    assert Task.objects.count() == before
    let_first_commit.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]
    assert list(Task.objects.order_by("id").values_list("key", flat=True))[before:] == ["first", "second"]
    assert Lane.objects.get().head == Task.objects.order_by("id")[0].pk


def test_the_same_key_from_two_transactions_makes_one_task() -> None:
    barrier = threading.Barrier(4)
    made: list[int] = []

    def enqueue_it(number: int) -> None:
        barrier.wait()
        with transaction.atomic():
            made.append(work.enqueue("t.a", {}, lane=f"author:{number % 2}", key="same").pk)
        connection.close()

    threads = [threading.Thread(target=enqueue_it, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert Task.objects.count() == 1


def test_two_workers_never_claim_the_same_lane() -> None:
    from evenhand.work.leases import claim  # noqa: PLC0415  (named claim in one test alone)

    for number in range(40):
        enqueue("t.a", number, f"author:{number}")
    barrier = threading.Barrier(4)
    taken: list[list[str]] = []

    def take(owner: str) -> None:
        barrier.wait()
        taken.append([claimed.lane for _ in range(10) for claimed in claim(owner, 3, timezone.now())])
        connection.close()

    threads = [threading.Thread(target=take, args=[f"w{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lanes = [lane for some in taken for lane in some]
    assert len(lanes) == len(set(lanes)) == 40
