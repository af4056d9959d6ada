"""What goes over the wire, as values: a call, its answer, and how a platform says no. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from evenhand.platforms.errors import Refused
from evenhand.platforms.interface import Account, Budget


class FaultKind(StrEnum):
    """What a platform's 'no' means for the caller."""

    THROTTLED = "throttled"
    TOKEN = "token"  # noqa: S105 -- the name of a kind of failure, not a token
    PERMISSION = "permission"
    GONE = "gone"
    REFUSED = "refused"
    UNCLEAR = "unclear"  # may or may not have happened: Transient for a read, OutcomeUnknown for a write


@dataclass(frozen=True, slots=True)
class Fault:
    """A platform's 'no'. `code` is its own code, safe to log; `resume_at` is set when it is throttled."""

    kind: FaultKind
    code: str = ""
    resume_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` begins with '/' and its ids are quoted; secrets never stand in it or in `query`.

    `bucket` names the limit that this call draws on where a platform limits by endpoint; "" is the account's.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""

    @property
    def writes(self) -> bool:
        """Whether it changes anything on the platform."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read: header names in lower case, `data` empty when there was no body."""

    status: int
    headers: Mapping[str, str]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DayRule:
    """A limit for the day that nothing tells of before the refusal: what a call costs of it, and when it starts anew.

    `most` is the platform's usual limit, None where there is none or it is not published; a channel's own stands in its
    settings under `setting`.
    """

    setting: str
    most: int | None
    cost: Callable[[Call], int]
    ends: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one platform authenticates, says no, and tells its limits. All pure."""

    headers: Callable[[Account], Mapping[str, str]]
    fault: Callable[[Answer, datetime], Fault | None]
    budget: Callable[[Mapping[str, str], datetime], Budget | None]
    day: DayRule | None = None


def required(value: str) -> str:
    """`value`, which must not be empty.

    Raises:
        Refused: for an empty id: `DELETE /` must never be sent in the place of `DELETE /{comment}`.
    """
    if not value:
        raise Refused("The target lacks an id, so no request can be made for it. Fetch it again.", code="no_target")
    return value


def segment(value: str) -> str:
    """`value`, which must not be empty, quoted for use as one part of a path."""
    return quote(required(value), safe="", errors="replace")


def bearer(account: Account) -> dict[str, str]:
    """The account's token as a header; in a URL it would end in logs."""
    return {"authorization": f"Bearer {account.token}"}
