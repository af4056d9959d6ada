"""Enqueueing: all or nothing with the caller's transaction, once a key, refused where it would be lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from evenhand import work
from evenhand.work.models import Lane, Task
from evenhand.work.types import WorkError

pytestmark = pytest.mark.django_db


def test_the_first_task_of_a_lane_makes_it_due() -> None:
    made = work.enqueue("a.b", {"id": 1}, lane="author:1", key="one", priority=3)
    lane = Lane.objects.get(pk="author:1")
    assert (lane.head, lane.due_at, lane.priority) == (made.pk, made.run_at, 3)
    assert Task.objects.get().payload == {"id": 1}


def test_a_later_task_waits_behind_it_and_lends_it_its_urgency() -> None:
    first = work.enqueue("a.b", {}, lane="author:1", key="one", priority=5)
    work.enqueue("a.b", {}, lane="author:1", key="two", priority=1)
    lane = Lane.objects.get(pk="author:1")
    assert (lane.head, lane.priority) == (first.pk, 1)


def test_the_same_key_gives_the_first_task_whatever_else_is_said() -> None:
    first = work.enqueue("a.b", {"id": 1}, lane="author:1", key="one")
    again = work.enqueue("c.d", {"id": 2}, lane="author:2", key="one")
    assert again == first
    assert again.payload == {"id": 1}
    assert Task.objects.count() == 1
    assert not Lane.objects.filter(pk="author:2").exists()


def test_a_task_without_a_lane_has_its_own() -> None:
    one = work.enqueue("a.b", {}, key="one")
    two = work.enqueue("a.b", {}, key="two")
    assert one.lane_id == "task:one"
    assert two.lane_id == "task:two"


def test_what_is_rolled_back_was_never_enqueued() -> None:
    with transaction.atomic():
        work.enqueue("a.b", {}, lane="author:1", key="one")
        transaction.set_rollback(True)
    assert not Task.objects.exists()
    assert not Lane.objects.exists()


@pytest.mark.parametrize("nasty", ["", "with space", "nul\0", "line\nbreak", "caf\u00e9", "\ud800", "x" * 201])
def test_a_key_that_no_store_should_hold_is_refused_in_words(nasty: str) -> None:
    with pytest.raises(WorkError, match=r"The key .* Build it from ids"):
        work.enqueue("a.b", {}, key=nasty)


@pytest.mark.parametrize("nasty", [" ", "\u202eright to left", "x" * 201])
def test_a_lane_that_no_store_should_hold_is_refused_in_words(nasty: str) -> None:
    with pytest.raises(WorkError, match=r"The lane .* Build it from ids"):
        work.enqueue("a.b", {}, lane=nasty, key="one")


@pytest.mark.parametrize("nasty", ["", "nodot", "A.b", "a.b c", "a." + "b" * 100])
def test_a_name_is_dotted_words(nasty: str) -> None:
    with pytest.raises(WorkError, match="dotted lower-case words"):
        work.enqueue(nasty, {}, key="one")


def test_a_time_needs_its_zone() -> None:
    naive = datetime(2026, 11, 23, 9, 0, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(WorkError, match="no zone"):
        work.enqueue("a.b", {}, key="one", run_at=naive)


def test_a_payload_may_hold_any_text_and_comes_back_the_same() -> None:
    odd: dict[str, work.JSON] = {"text": "nul \0, lone \ud800, right to left \u202e, \U0001f600", "number": 1e16}
    made = work.enqueue("a.b", odd, key="one")
    assert Task.objects.get(pk=made.pk).payload == odd


def test_a_lane_with_a_long_key_fits() -> None:
    assert work.enqueue("a.b", {}, key="k" * 200).lane_id == "task:" + "k" * 200


def test_a_later_task_does_not_wake_the_lane_before_its_time() -> None:
    later = timezone.now() + timedelta(hours=1)
    work.enqueue("a.b", {}, lane="author:1", key="one", run_at=later)
    assert Lane.objects.get().due_at == later


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused_in_words() -> None:
    with pytest.raises(work.EnqueuedOutsideTransactionError, match=r"Call work\.enqueue inside"):
        work.enqueue("a.b", {}, key="one")
