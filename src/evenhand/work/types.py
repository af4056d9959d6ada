"""What handlers are given, what they may raise, and the errors of the queue. No models here.

How an attempt may end:
- the handler returns: the task is done;
- it raises `Retry(run_at)`: the task runs again then; what the handler wrote stands; no failure is counted;
- it raises `Dead(reason)`: the task is a dead letter at once, its lane waits for a person; what it wrote stands;
- it raises anything else: what it wrote is rolled back, the failure is counted, the task runs again after a
  growing pause, and after `max_attempts` failures it is a dead letter.

Raise Retry and Dead outside of inner `transaction.atomic()` blocks, or those blocks are rolled back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"
"""Plain JSON. A payload holds ids and codes, never somebody's text: it outlives what it points to."""


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """What `prepare` is told of this attempt.

    `attempt` counts from 1. `outcome_unknown`: an earlier attempt began to perform and its outcome was never
    settled (the worker died, the lease was lost, `perform` raised): the effect may be there already. Read it
    back before trying again, in `perform`, since `prepare` may not go outside.
    """

    task_id: int
    attempt: int
    outcome_unknown: bool


class Effect(Protocol):
    """A handler with an effect outside the database. One instance serves every worker thread: keep no state in it.

    It may also have `gave_up(self, payload, reason) -> None`: called in the transaction in which the task
    becomes a dead letter, so that the room can show that nobody is trying any more.
    """

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """In a transaction: what to perform, as plain JSON; None when there is nothing to do (the task is done)."""
        ...

    async def perform(self, prepared: JSON) -> JSON:
        """Have the effect. No database. May raise; may be cancelled when the lease is lost or time is up."""
        ...

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """In the same transaction as the completion: what `perform` returned, or the exception it raised.

        Returning ends the task as done, also after an exception: raise Retry, Dead, or the exception itself
        where it is not done.
        """
        ...


class WorkError(Exception):
    """Something was asked of the queue that it refuses; the text says what to do."""


class EnqueuedOutsideTransactionError(WorkError):
    """A task was enqueued outside a transaction."""


class LeaseLostError(WorkError):
    """The lane went to another worker meanwhile: nothing of this attempt may be kept."""


class Retry(Exception):  # noqa: N818  (an ending, not an error; the contract's word)
    """Run the task again at `run_at` (aware). `code` is shown beside the task; nothing personal.

    `outcome_unknown` False says that nothing happened outside, so the next `prepare` need not be told to
    read back. Of no meaning before `perform`.
    """

    def __init__(self, run_at: datetime, code: str = "", *, outcome_unknown: bool = True) -> None:
        if run_at.tzinfo is None:
            raise ValueError("Retry(run_at) needs a time with its zone, such as timezone.now() + timedelta(...).")
        super().__init__(code or "retry")
        self.run_at = run_at
        self.code = code
        self.outcome_unknown = outcome_unknown


class Dead(Exception):  # noqa: N818  (an ending, not an error; the contract's word)
    """Stop trying: a person must look. `reason` is a code or a short sentence; nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
