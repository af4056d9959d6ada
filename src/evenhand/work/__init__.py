"""The durable queue: what is enqueued in a transaction is done, once, in the order of its lane.

    from evenhand import work

    work.enqueue("actions.carry_out", {"decision_id": 7}, lane="author:12", key="carry-out:7")

    @work.task("judgement.assess")     # a function (payload) -> None, in one transaction with its completion
    @work.effect("actions.carry_out")  # a class: prepare, async perform (no database), settle
    @work.sweep("records.seal", every=timedelta(minutes=1))

The queue knows tasks by name only; what they mean belongs to the rooms above. `types` says what handlers
are given and may raise, docs/decisions/0002-outbox-and-lanes.md why it is built so.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from evenhand.work.registry import effect, sweep, task
from evenhand.work.types import JSON, Dead, EnqueuedOutsideTransactionError, Retry, TaskInfo, WorkError

if TYPE_CHECKING:
    from evenhand.work.enqueueing import enqueue
    from evenhand.work.lanes import pause_lane, resume_lane, resume_lanes
    from evenhand.work.letters import dead_letters, retry_dead, skip_dead
    from evenhand.work.running import embedded, run_embedded, run_worker
    from evenhand.work.testing import drain

__all__ = [
    "JSON",
    "Dead",
    "EnqueuedOutsideTransactionError",
    "Retry",
    "TaskInfo",
    "WorkError",
    "dead_letters",
    "drain",
    "effect",
    "embedded",
    "enqueue",
    "pause_lane",
    "resume_lane",
    "resume_lanes",
    "retry_dead",
    "run_embedded",
    "run_worker",
    "skip_dead",
    "sweep",
    "task",
]

_LATER = {
    "dead_letters": "letters",
    "retry_dead": "letters",
    "skip_dead": "letters",
    "enqueue": "enqueueing",
    "pause_lane": "lanes",
    "resume_lane": "lanes",
    "resume_lanes": "lanes",
    "embedded": "running",
    "run_embedded": "running",
    "run_worker": "running",
    "drain": "testing",
}
"""Names that need models, by module: Django imports this package before models may be imported."""


def __getattr__(name: str) -> Any:  # noqa: ANN401  (stands for functions of several types; TYPE_CHECKING names them)
    if name not in _LATER:
        raise AttributeError(f"module 'evenhand.work' has no attribute '{name}'")
    return getattr(import_module(f"evenhand.work.{_LATER[name]}"), name)
