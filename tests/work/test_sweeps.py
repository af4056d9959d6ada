"""Sweeps: due ones only, by one worker at a time, and they come round again after an error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evenhand import work
from evenhand.work import sweeps
from evenhand.work.models import Sweep, Task
from evenhand.work.registry import Registry
from evenhand.work.testing import run_sweep
from evenhand.work.types import LeaseLostError

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_a_new_sweep_is_due_at_once_and_then_after_its_time(registry: Registry) -> None:
    del registry
    ran: list[int] = []
    work.sweep("t.sweep", HOUR)(lambda: ran.append(1))
    now = timezone.now()
    sweeps.make_known(now)
    sweeps.make_known(now)
    assert sweeps.run_due("w1", now) == ["t.sweep"]
    assert sweeps.run_due("w1", now + HOUR - timedelta(seconds=1)) == []
    assert sweeps.run_due("w1", now + HOUR) == ["t.sweep"]
    assert ran == [1, 1]


def test_while_one_worker_sweeps_no_other_does(registry: Registry) -> None:
    del registry
    now = timezone.now()
    inner: list[list[str]] = []
    work.sweep("t.sweep", HOUR, in_transaction=False)(lambda: inner.append(sweeps.run_due("w2", now)))
    sweeps.make_known(now)
    assert sweeps.run_due("w1", now) == ["t.sweep"]
    assert inner == [[]]


def test_a_stalled_sweep_is_taken_over_and_cannot_give_back_what_it_no_longer_has(registry: Registry) -> None:
    now = timezone.now()
    runs: list[str] = []

    def function() -> None:
        runs.append("run")
        if len(runs) == 1:  # the first worker stalls here, its lease runs out, another one sweeps
            assert sweeps.run_due("w2", now + HOUR) == ["t.sweep"]

    work.sweep("t.sweep", HOUR, in_transaction=False)(function)
    sweeps.make_known(now)
    sweeps.run_due("w1", now)
    row = Sweep.objects.get()
    assert (len(runs), row.fence, row.last_run_at) == (2, 2, now + HOUR)
    with pytest.raises(LeaseLostError):
        sweeps._give_back("t.sweep", 1, registry.sweeps["t.sweep"], now, "")


def test_renewing_lengthens_only_what_the_worker_is_sweeping(registry: Registry) -> None:
    del registry
    now = timezone.now()
    lease = timedelta(seconds=30)
    seen: list[object] = []

    def function() -> None:
        sweeps.renew("w1", now + HOUR, lease)
        sweeps.renew("w2", now + HOUR * 2, lease)
        seen.append(Sweep.objects.get().lease_until)

    work.sweep("t.sweep", HOUR)(function)
    sweeps.make_known(now)
    sweeps.run_due("w1", now, lease)
    sweeps.renew("w1", now, lease)
    assert seen == [now + HOUR + lease]
    assert Sweep.objects.get().lease_until is None


def test_a_failing_sweep_is_rolled_back_noted_and_comes_round_again(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    del registry

    def function() -> None:
        work.enqueue("t.a", {}, key="one")
        raise RuntimeError("said by somebody")

    work.sweep("t.sweep", HOUR)(function)
    now = timezone.now()
    sweeps.make_known(now)
    sweeps.run_due("w1", now)
    row = Sweep.objects.get()
    assert (row.failures, row.last_error, row.next_run_at) == (1, "RuntimeError", now + HOUR)
    assert not Task.objects.exists()
    assert "said by somebody" not in caplog.text
    assert "work.sweep_failed" in caplog.text
    with pytest.raises(work.WorkError, match="failed: RuntimeError"):
        run_sweep("t.sweep")


def test_tests_may_run_a_sweep_that_is_not_due(registry: Registry) -> None:
    del registry
    ran: list[int] = []
    work.sweep("t.sweep", HOUR)(lambda: ran.append(1))
    run_sweep("t.sweep")
    run_sweep("t.sweep")
    assert ran == [1, 1]
    with pytest.raises(work.WorkError, match="not known here"):
        run_sweep("t.other")
