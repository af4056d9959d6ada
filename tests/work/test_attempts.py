"""One attempt after another: endings, lane order, what is kept and what is rolled back, what prepare is told."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from tests.work.stage import Stage, enqueue, state

from evenhand import work
from evenhand.work import attempts, endings
from evenhand.work.leases import claim
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler
from evenhand.work.testing import attempt, drain, registered_here
from evenhand.work.types import JSON, TaskInfo

pytestmark = pytest.mark.django_db


def test_tasks_of_a_lane_run_in_order_and_end_once(stage: Stage) -> None:
    made = [enqueue("t.run", number) for number in range(5)]
    assert drain() == 10
    assert stage.ran == [0, 1, 2, 3, 4]
    assert {state(task) for task in made} == {"done"}
    assert drain() == 0
    assert Lane.objects.get(pk="author:1").head is None


def test_urgent_lanes_come_first_then_those_that_waited_longest(stage: Stage) -> None:
    enqueue("t.run", 1, "a", priority=5)
    enqueue("t.run", 2, "b", priority=1)
    enqueue("t.run", 3, "c", priority=5)
    drain()
    assert stage.ran == [2, 1, 3]


def test_an_effect_is_prepared_performed_and_settled(stage: Stage) -> None:
    task = enqueue("t.effect", 7)
    drain()
    assert (stage.infos, stage.ran, stage.outcomes) == (
        [TaskInfo(task.pk, 1, outcome_unknown=False)],
        [{"n": 7}],
        ["effect"],
    )
    assert state(task) == "done"
    assert task.performing_since is None
    assert task.attempts == 1


def test_an_effect_with_nothing_to_do_is_done_without_performing(stage: Stage) -> None:
    stage.nothing_to_do = True
    task = enqueue("t.effect", 1)
    drain()
    assert state(task) == "done"
    assert stage.ran == []
    assert stage.outcomes == []


def test_an_unexpected_error_rolls_back_and_pauses_the_lane(stage: Stage) -> None:
    stage.in_run = [RuntimeError("said by somebody: 07700 900123")]
    first, second = enqueue("t.run", 1), enqueue("t.run", 2)
    assert drain(strict=False) == 1
    assert state(first) == "ready"
    assert (first.attempts, first.failures, first.last_error) == (1, 1, "RuntimeError")
    assert first.run_at > timezone.now()
    assert not Task.objects.filter(name="t.follow").exists()
    assert state(second) == "ready"
    drain(now=timezone.now() + timedelta(minutes=1))
    assert stage.ran == [1, 1, 2]


def test_drain_shows_a_test_its_own_errors(stage: Stage) -> None:
    stage.in_run = [RuntimeError("a bug")]
    enqueue("t.run", 1)
    with pytest.raises(RuntimeError, match="a bug"):
        drain()


def test_what_was_said_in_an_error_never_reaches_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.in_run = [RuntimeError("said by somebody: 07700 900123")]
    enqueue("t.run", 1)
    with caplog.at_level(logging.DEBUG):
        drain(strict=False)
    assert "work.task_failed" in caplog.text
    assert "07700" not in caplog.text


@pytest.mark.parametrize("name", ["t.run", "t.effect"])
def test_retry_keeps_what_was_written_and_is_no_failure(stage: Stage, name: str) -> None:
    at = timezone.now() + timedelta(minutes=10)
    (stage.in_run if name == "t.run" else stage.in_settle).append(work.Retry(at, "throttled"))
    task = enqueue(name, 1)
    drain()
    assert state(task) == "ready"
    assert (task.run_at, task.failures, task.last_error) == (at, 0, "throttled")
    assert Task.objects.filter(name="t.follow").count() == 1
    assert drain(now=at - timedelta(seconds=1)) == 0
    drain(now=at)
    assert state(task) == "done"


def test_retry_needs_a_time_with_a_zone() -> None:
    with pytest.raises(ValueError, match="with its zone"):
        work.Retry(timezone.now().replace(tzinfo=None))


def test_after_an_error_while_performing_the_next_attempt_knows(stage: Stage) -> None:
    stage.in_perform = [ConnectionError("answer lost")]
    enqueue("t.effect", 1)
    drain(strict=False)
    drain(now=timezone.now() + timedelta(minutes=1))
    assert [(info.attempt, info.outcome_unknown) for info in stage.infos] == [(1, False), (2, True)]


def test_a_retry_may_say_that_nothing_happened_outside(stage: Stage) -> None:
    at = timezone.now() + timedelta(minutes=1)
    stage.in_settle = [work.Retry(at, outcome_unknown=False)]
    enqueue("t.effect", 1)
    drain()
    drain(now=at)
    assert [info.outcome_unknown for info in stage.infos] == [False, False]


def test_an_error_in_prepare_tells_nobody_of_unknown_outcomes(stage: Stage) -> None:
    stage.in_prepare = [RuntimeError("before anything")]
    enqueue("t.effect", 1)
    drain(strict=False)
    drain(now=timezone.now() + timedelta(minutes=1))
    assert [info.outcome_unknown for info in stage.infos] == [False, False]
    assert stage.ran == [{"n": 1}]


def test_an_error_in_settle_leaves_the_outcome_unknown(stage: Stage) -> None:
    stage.in_settle = [RuntimeError("a bug")]
    enqueue("t.effect", 1)
    drain(strict=False)
    drain(now=timezone.now() + timedelta(minutes=1))
    assert [info.outcome_unknown for info in stage.infos] == [False, True]


def test_an_effect_that_takes_too_long_is_cut_off() -> None:
    with registered_here():

        @work.effect("t.slow", time_limit=timedelta(milliseconds=20))
        class Slow:
            def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
                del payload, info
                return True

            async def perform(self, prepared: JSON) -> JSON:
                await asyncio.sleep(30)
                return prepared

            def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
                del payload, prepared
                if isinstance(outcome, Exception):
                    raise outcome

        task = enqueue("t.slow", 1)
        drain(strict=False)
        assert state(task) == "ready"
        assert task.last_error == "TimeoutError"
        assert task.performing_since is not None


def test_a_paused_lane_waits_until_it_is_resumed_or_its_time_comes(stage: Stage) -> None:
    until = timezone.now() + timedelta(hours=1)
    work.pause_lane("author:1", "throttled", until=until)
    work.pause_lane("author:2", "legal hold")
    enqueue("t.run", 1, "author:1")
    enqueue("t.run", 2, "author:2")
    drain()
    assert stage.ran == []
    drain(now=until)
    assert stage.ran == [1]
    work.resume_lane("author:2")
    drain()
    assert stage.ran == [1, 2]


def test_all_lanes_that_wait_for_one_thing_go_on_together(stage: Stage) -> None:
    for number, reason in enumerate(("token_dead:1", "token_dead:1", "token_dead:2"), 1):
        work.pause_lane(f"author:{number}", reason)
        enqueue("t.run", number, f"author:{number}")
    assert work.resume_lanes("token_dead:1") == 2
    drain()
    assert sorted(stage.ran, key=str) == [1, 2]


def test_a_pause_needs_a_reason() -> None:
    with pytest.raises(work.WorkError, match="without a reason"):
        work.pause_lane("author:1", " ")


def test_a_task_that_kills_its_workers_is_given_up(stage: Stage) -> None:
    task = enqueue("t.run", 1, max_attempts=3)
    now = timezone.now()
    for crash in range(4):
        now += timedelta(minutes=1)
        (claimed,) = claim(f"w{crash}", 1, now)
        attempts.begin(claimed, now)  # and the worker dies here
        if state(task) == "dead":
            break
    assert state(task) == "dead"
    assert (task.attempts, task.failures, task.last_error) == (4, 3, endings.WORKER_LOST)
    assert stage.ran == []


def test_a_crash_before_the_start_costs_nothing(stage: Stage) -> None:
    task = enqueue("t.run", 1)
    now = timezone.now()
    assert len(claim("w1", 1, now)) == 1
    assert claim("w2", 1, now) == []
    drain(now=now + timedelta(minutes=1))
    assert state(task) == "done"
    assert (task.attempts, task.failures) == (1, 0)
    assert stage.ran == [1]


def test_a_crash_between_perform_and_settle_is_told_to_the_next_prepare(stage: Stage) -> None:
    task = enqueue("t.effect", 1)
    now = timezone.now()
    (claimed,) = claim("w1", 1, now)
    handler = attempts.begin(claimed, now)
    assert isinstance(handler, EffectHandler)
    assert attempts.prepare(claimed, handler, now) is not None  # performed, and the worker dies
    later = now + timedelta(minutes=1)
    (again,) = claim("w2", 1, later)
    assert attempt(again, later) is None
    assert stage.infos == [TaskInfo(task.pk, 1, outcome_unknown=False), TaskInfo(task.pk, 2, outcome_unknown=True)]
    assert state(task) == "done"


def test_pauses_grow_to_a_limit_and_differ() -> None:
    seconds = [endings.pause_after(failures).total_seconds() for failures in (1, 2, 3, 30)]
    assert 1 <= seconds[0] <= 2
    assert 2 <= seconds[1] <= 4
    assert 4 <= seconds[2] <= 8
    assert 450 <= seconds[3] <= 900
    assert len({endings.pause_after(5) for _ in range(20)}) > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("times", "ended", "failures"), [(2, "done", 0), (3, "ready", 1)])
def test_a_store_that_stumbles_is_asked_again_at_once_before_it_counts(
    stage: Stage, times: int, ended: str, failures: int
) -> None:
    """A deadlock while settling must not cost the knowledge of what was performed."""
    stage.in_settle = [OperationalError("deadlock detected") for _ in range(times)]
    with transaction.atomic():
        task = enqueue("t.effect", 1)
    drain(strict=False)
    assert state(task) == ended
    assert (task.attempts, task.failures) == (1, failures)
    assert stage.ran == [{"n": 1}]
    assert Task.objects.filter(name="t.follow").count() == (ended == "done")
