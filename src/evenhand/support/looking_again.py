"""A report may come in before the comment it tells of: platforms deliver late and out of order.

So a comment that is not there yet is looked for again, a few times, while its report waits for a person or an answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from evenhand import work
from evenhand.support.finding import Found

CLOCK_SKEW: Final = timedelta(minutes=5)
AFTER: Final = (timedelta(seconds=10), timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=2))
"""How long after the look before: a delivery that overtakes another; a list that is read each minute; a gap made up."""


def later(task: str, report_id: int, looked: int = 0) -> None:
    """Have a report looked at again; not after the last time. In a lane of its own: it holds nobody up."""
    if looked < len(AFTER):
        key = f"{task}:{report_id}:{looked}"
        payload = {"report_id": report_id, "look": looked + 1}
        work.enqueue(task, payload, key=key, run_at=timezone.now() + AFTER[looked], priority=4)


def meant(found: Found | None, reported_at: datetime) -> Found | None:
    """What was found late, unless it was written after the report: nobody reports what is not there yet."""
    late = found is not None and found.contribution.published_at > reported_at + CLOCK_SKEW
    return None if late else found
