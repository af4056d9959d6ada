"""What Prometheus may count of the queue. Task names only: no lane, no key, nothing personal."""

from __future__ import annotations

from prometheus_client import Counter

_ended = Counter(
    "evenhand_work_attempts",
    "Attempts by how they ended: done, retry, failed, dead, skipped, lease_lost",
    ["task", "ending"],
)


def ended(task: str, ending: str) -> None:
    """Count one attempt."""
    _ended.labels(task=task, ending=ending).inc()
