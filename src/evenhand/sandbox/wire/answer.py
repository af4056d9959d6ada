"""What a platform answers, and what it plans to do before it does it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers; a body of None is an empty one. `error` is the platform's own code, for the ledger."""

    status: int = 200
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    error: str = ""

    def raw(self) -> bytes:
        """The body's bytes. Everything outside ASCII is escaped, so that a lone surrogate never breaks it."""
        return b"" if self.body is None else json.dumps(self.body).encode()


class RefusedError(Exception):
    """The platform says no; `answer` is how."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer


@dataclass(slots=True)
class Write:
    """One write that was asked for. What came of it is filled in as it happens, for the ledger."""

    operation: str
    id: str
    author: str = ""
    effect: bool = False
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call would do: `run` does it; `pretend` answers success and does nothing (a fault)."""

    run: Callable[[], Answer]
    writes: tuple[Write, ...] = ()
    pretend: Callable[[], Answer] | None = None
