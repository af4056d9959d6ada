"""Upkeep and figures: old ends go, nothing that is open ever does, and the backlog is counted right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evenhand import work
from evenhand.work.figures import backlog
from evenhand.work.leases import claim
from evenhand.work.models import Lane, Task
from evenhand.work.registry import Registry
from evenhand.work.testing import drain
from evenhand.work.types import JSON
from evenhand.work.upkeep import KEPT, remove_ended, remove_ended_before

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _handler(registry: Registry) -> None:
    del registry

    @work.task("t.run")
    def run(payload: dict[str, JSON]) -> None:
        if payload:
            raise work.Dead("refused")


def test_only_what_ended_long_ago_goes_and_its_lane_with_it() -> None:
    work.enqueue("t.run", {}, key="one")
    work.enqueue("t.run", {"dead": True}, key="two")
    drain()
    work.enqueue("t.run", {}, key="three", lane="author:1")
    assert remove_ended_before(timezone.now() - timedelta(days=1)) == 0
    assert remove_ended_before(timezone.now() + timedelta(days=1)) == 1
    assert set(Task.objects.values_list("key", flat=True)) == {"two", "three"}
    assert set(Lane.objects.values_list("pk", flat=True)) == {"task:two", "author:1"}


def test_the_sweep_keeps_ninety_days() -> None:
    for key in ("old", "young"):
        work.enqueue("t.run", {}, key=key)
    drain()
    Task.objects.filter(key="old").update(finished_at=timezone.now() - KEPT - timedelta(minutes=1))
    remove_ended()
    assert list(Task.objects.values_list("key", flat=True)) == ["young"]


def test_a_paused_lane_stays() -> None:
    work.pause_lane("author:1", "legal hold")
    work.enqueue("t.run", {}, key="one", lane="author:1")
    work.resume_lane("author:1")
    drain()
    work.pause_lane("author:1", "legal hold")
    assert remove_ended_before(timezone.now() + timedelta(days=1)) == 1
    assert Lane.objects.get(pk="author:1").paused


def test_the_backlog_in_figures() -> None:
    now = timezone.now()
    work.enqueue("t.run", {"dead": True}, key="dead")
    drain()
    work.enqueue("t.run", {}, key="late", run_at=now - timedelta(seconds=90))
    work.enqueue("t.run", {}, key="next-week", run_at=now + timedelta(days=7))
    work.pause_lane("author:1", "legal hold")
    figures = backlog(now)
    assert (figures.waiting, figures.being_done, figures.dead, figures.paused_lanes) == (2, 0, 1, 1)
    assert figures.oldest_due_seconds == pytest.approx(90)
    (claimed,) = claim("w1", 1, now)
    Task.objects.filter(pk=claimed.task.pk).update(performing_since=now)
    figures = backlog(now)
    assert (figures.outcome_unknown, figures.oldest_due_seconds) == (1, 0.0)
