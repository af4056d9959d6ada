"""Leases and fences: a worker that outlived its lease keeps nothing, whatever it still does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evenhand import work
from evenhand.work import attempts
from evenhand.work.leases import Claim, claim, hold, release, renew
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler, Registry
from evenhand.work.testing import drain
from evenhand.work.types import JSON, LeaseLostError, TaskInfo

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=30)


def enqueue(count: int, name: str = "t.write") -> list[Task]:
    return [work.enqueue(name, {"n": n}, lane=f"author:{n}", key=f"{name}:{n}") for n in range(count)]


@pytest.fixture(autouse=True)
def _handlers(registry: Registry) -> None:
    del registry

    @work.task("t.write")
    def write(payload: dict[str, JSON]) -> None:
        work.enqueue("t.written", {}, key=f"written:{payload['n']}:{Task.objects.count()}", lane="written")

    @work.task("t.written")
    def written(payload: dict[str, JSON]) -> None:
        del payload

    @work.effect("t.effect")
    class Effect:
        def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
            del info
            return payload["n"]

        async def perform(self, prepared: JSON) -> JSON:
            return prepared

        def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
            del prepared, outcome
            write(payload)


def written() -> int:
    return Task.objects.filter(name="t.written").count()


def test_a_lane_is_held_by_one_worker_until_its_lease_runs_out() -> None:
    enqueue(1)
    now = timezone.now()
    (first,) = claim("w1", 5, now, LEASE)
    assert claim("w2", 5, now + LEASE - timedelta(milliseconds=1), LEASE) == []
    (second,) = claim("w2", 5, now + LEASE, LEASE)
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLostError, match="w1 no longer holds the lane"):
        hold(first)
    assert hold(second).lease_owner == "w2"


def test_a_worker_takes_no_more_lanes_than_it_asked_for() -> None:
    enqueue(5)
    now = timezone.now()
    assert len(claim("w1", 3, now)) == 3
    assert len(claim("w2", 3, now)) == 2
    assert claim("w3", 0, now) == []


def test_renewing_keeps_the_lane_and_names_what_was_lost() -> None:
    enqueue(2)
    now = timezone.now()
    claims = claim("w1", 2, now, LEASE)
    later = now + LEASE / 2
    assert renew(claims, later, LEASE).kept == set(claims)
    assert claim("w2", 2, now + LEASE, LEASE) == []
    (stolen,) = claim("w2", 1, later + LEASE, LEASE)
    renewal = renew(claims, later + LEASE, LEASE)
    assert {lost.lane for lost in renewal.lost} == {stolen.lane}
    assert {kept.lane for kept in renewal.kept} == {claimed.lane for claimed in claims} - {stolen.lane}


def test_a_lane_given_back_is_free_at_once_but_not_by_a_stranger() -> None:
    enqueue(1)
    now = timezone.now()
    (claimed,) = claim("w1", 1, now)
    release(Claim("w2", claimed.fence, claimed.task))
    assert claim("w3", 1, now) == []
    release(claimed)
    assert len(claim("w3", 1, now)) == 1


def test_a_stalled_worker_cannot_finish_a_task_that_another_one_finished() -> None:
    (task,) = enqueue(1)
    now = timezone.now()
    (stalled,) = claim("w1", 1, now)
    handler = attempts.begin(stalled, now)
    drain(now=now + timedelta(minutes=1))
    assert written() == 1
    assert handler is not None
    assert not isinstance(handler, EffectHandler)
    assert attempts.run(stalled, handler, now) is None
    assert written() == 1
    task.refresh_from_db()
    assert (task.state, task.attempts) == ("done", 2)


def test_a_stalled_worker_cannot_even_begin() -> None:
    (task,) = enqueue(1)
    now = timezone.now()
    (stalled,) = claim("w1", 1, now)
    drain(now=now + timedelta(minutes=1))
    assert attempts.begin(stalled, now) is None
    task.refresh_from_db()
    assert (task.state, task.attempts) == ("done", 1)


def test_a_stalled_worker_cannot_settle_an_effect_that_another_one_took_over() -> None:
    enqueue(1, "t.effect")
    now = timezone.now()
    (stalled,) = claim("w1", 1, now)
    handler = attempts.begin(stalled, now)
    assert isinstance(handler, EffectHandler)
    prepared = attempts.prepare(stalled, handler, now)
    assert isinstance(prepared, attempts.Prepared)
    later = now + timedelta(minutes=1)
    (other,) = claim("w2", 1, later)
    assert attempts.settle(prepared, "late", later) is None
    assert written() == 0
    assert hold(other).lease_owner == "w2"
    assert Lane.objects.get(pk=other.lane).head == other.task.pk


def test_a_stalled_worker_cannot_count_a_failure_against_its_successor() -> None:
    (task,) = enqueue(1, "t.effect")
    now = timezone.now()
    (stalled,) = claim("w1", 1, now)
    handler = attempts.begin(stalled, now)
    assert isinstance(handler, EffectHandler)
    prepared = attempts.prepare(stalled, handler, now)
    assert isinstance(prepared, attempts.Prepared)
    drain(now=now + timedelta(minutes=1))
    assert attempts.settle(prepared, ConnectionError(), now) is None
    task.refresh_from_db()
    assert (task.state, task.last_error) == ("done", "worker_lost")


def test_preparing_lengthens_the_lease_so_that_performing_starts_with_a_whole_one() -> None:
    enqueue(1, "t.effect")
    now = timezone.now()
    (claimed,) = claim("w1", 1, now, LEASE)
    handler = attempts.begin(claimed, now)
    assert isinstance(handler, EffectHandler)
    attempts.prepare(claimed, handler, now + LEASE / 2, LEASE)
    assert Lane.objects.get(pk=claimed.lane).lease_until == now + LEASE / 2 + LEASE
