"""What the tables of the queue refuse, whatever code asks for it: raw SQL, on both stores."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from evenhand import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_tasks() -> None:
    work.enqueue("t.a", {}, lane="author:1", key="one")
    work.enqueue("t.a", {}, lane="author:1", key="two")


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("task_state_known", "UPDATE work_task SET state = 'lost'"),
        ("task_one_at_a_time_in_lane", "UPDATE work_task SET state = 'leased'"),
        ("task_ended_has_time", "UPDATE work_task SET state = 'done'"),
        ("task_ended_has_time", "UPDATE work_task SET finished_at = run_at"),
        ("task_skipped_by_person", "UPDATE work_task SET state = 'skipped', finished_at = run_at"),
        ("task_dead_has_reason", "UPDATE work_task SET state = 'dead' WHERE key = 'one'"),
        ("task_failures_are_attempts", "UPDATE work_task SET failures = 1"),
        ("task_failures_are_attempts", "UPDATE work_task SET max_attempts = 0"),
        ("lane_due_has_head", "UPDATE work_lane SET head = NULL"),
        ("lane_lease_has_owner", "UPDATE work_lane SET lease_until = due_at"),
        ("lane_lease_has_owner", "UPDATE work_lane SET lease_owner = 'w1'"),
        ("lane_pause_has_reason", "UPDATE work_lane SET pause_reason = 'why'"),
        ("lane_pause_has_reason", "UPDATE work_lane SET paused = (1 = 1)"),
        ("work_task", "UPDATE work_task SET key = 'one'"),
    ],
)
def test_the_store_refuses(rule: str, change: str) -> None:
    with pytest.raises(IntegrityError, match=rule if rule != "task_one_at_a_time_in_lane" else "(?i)unique"):
        _execute(change)


def _execute(change: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
