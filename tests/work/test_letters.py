"""Dead letters: they block their lane alone, are told to the room and to people, and a person decides on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.work.stage import Stage, enqueue, state

from evenhand import work
from evenhand.work.models import Lane, Task
from evenhand.work.registry import EffectHandler, known
from evenhand.work.testing import drain
from evenhand.work.types import JSON

pytestmark = pytest.mark.django_db


def test_too_many_failures_make_a_dead_letter_that_blocks_its_lane_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.broken = {1}
    first = enqueue("t.effect", 1, max_attempts=3)
    enqueue("t.effect", 2)
    other = enqueue("t.effect", 3, lane="author:2")
    for minutes in range(1, 5):
        drain(now=timezone.now() + timedelta(minutes=minutes), strict=False)
    assert state(first) == "dead"
    assert first.last_error == "ConnectionError"
    assert state(other) == "done"
    assert list(work.dead_letters()) == [first]
    assert Lane.objects.get(pk="author:1").due_at is None
    assert "work.task_dead" in caplog.text
    assert stage.gave_up == ["1: ConnectionError"]


def test_a_handler_may_give_up_at_once(stage: Stage) -> None:
    stage.in_settle = [work.Dead("refused")]
    task = enqueue("t.effect", 1)
    drain()
    assert state(task) == "dead"
    assert task.last_error == "refused"
    assert stage.gave_up == ["1: refused"]


def test_a_dead_letter_that_is_skipped_lets_the_lane_go_on(stage: Stage) -> None:
    stage.in_run = [work.Dead("refused")]
    first, second = enqueue("t.run", 1), enqueue("t.run", 2)
    drain()
    assert state(second) == "ready"
    work.skip_dead(first.pk, "person:3")
    assert (state(first), first.ended_by) == ("skipped", "person:3")
    drain()
    assert state(second) == "done"
    assert stage.ran == [1, 2]


def test_a_dead_letter_may_be_tried_again(stage: Stage) -> None:
    stage.in_run = [work.Dead("refused")]
    first, second = enqueue("t.run", 1), enqueue("t.run", 2)
    drain()
    work.retry_dead(first.pk, "person:3")
    drain()
    assert (state(first), state(second)) == ("done", "done")
    assert stage.ran == [1, 1, 2]


def test_only_a_person_decides_on_a_dead_letter_and_only_on_one(stage: Stage) -> None:
    stage.in_run = [work.Dead("refused")]
    first, second = enqueue("t.run", 1), enqueue("t.run", 2)
    drain()
    with pytest.raises(work.WorkError, match="Only a person"):
        work.skip_dead(first.pk, "machine")
    with pytest.raises(work.WorkError, match="is 'ready', not a dead letter"):
        work.skip_dead(second.pk, "person:3")
    with pytest.raises(work.WorkError, match="There is no task"):
        work.retry_dead(second.pk + 1000, "person:3")
    assert list(work.dead_letters()) == [first]


def test_a_name_that_nobody_knows_is_a_dead_letter_with_a_clear_error(stage: Stage) -> None:
    task = enqueue("t.unheard_of", 1)
    drain()
    assert state(task) == "dead"
    assert "unknown_task" in task.last_error
    assert "t.unheard_of" in task.last_error
    assert stage.ran == []


def test_a_room_that_fails_when_told_cannot_keep_the_task_alive(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    def gave_up(payload: dict[str, JSON], reason: str) -> None:
        work.enqueue("t.follow", {}, key=f"told:{payload['n']}:{reason}")
        raise RuntimeError("said by somebody")

    handler = known.tasks["t.effect"]
    assert isinstance(handler, EffectHandler)
    handler.effect.gave_up = gave_up  # type: ignore[attr-defined]  # optional, so not in the protocol
    stage.in_settle = [work.Dead("refused")]
    task = enqueue("t.effect", 1)
    drain()
    assert state(task) == "dead"
    assert not Task.objects.filter(key__startswith="told:").exists()
    assert "work.gave_up_failed" in caplog.text
    assert "said by somebody" not in caplog.text
