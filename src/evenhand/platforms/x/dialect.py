"""How X says no (problem+json, or 200 with `errors`), and how it tells its limits, which go by endpoint.

Source: X API v2 docs and OpenAPI 2.167 as recorded in the research.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from evenhand.platforms.interface import Budget
from evenhand.platforms.reading import objects, when, words
from evenhand.platforms.wire import Answer, Dialect, Fault, FaultKind, bearer

WINDOW = timedelta(minutes=15)
_BY_STATUS = {
    400: FaultKind.REFUSED,
    401: FaultKind.TOKEN,
    402: FaultKind.PERMISSION,  # the credits are used up: the plan, not the request
    403: FaultKind.PERMISSION,
    404: FaultKind.GONE,
    409: FaultKind.REFUSED,
    410: FaultKind.GONE,
    413: FaultKind.REFUSED,
    422: FaultKind.REFUSED,
    429: FaultKind.THROTTLED,
}
_BY_CODE = {402: "credits_used_up"}
"""A status that says more than a number would to whoever reads it beside a channel or a task."""
_BY_PROBLEM = {
    "resource-not-found": FaultKind.GONE,
    "not-authorized-for-resource": FaultKind.GONE,
    "usage-capped": FaultKind.THROTTLED,
    "client-forbidden": FaultKind.PERMISSION,
    "unsupported-authentication": FaultKind.PERMISSION,
    "invalid-request": FaultKind.REFUSED,
}


def fault(answer: Answer, now: datetime) -> Fault | None:
    """What the answer refuses. With `data` beside `errors` the answer is partial, and good."""
    problem: Mapping[str, object] = answer.data
    if answer.status < 300:  # noqa: PLR2004 -- the statuses of success
        if "data" in answer.data or "errors" not in answer.data:
            return None
        problem = next(objects(answer.data.get("errors")), {})
    name = words(problem.get("type")).rsplit("/", 1)[-1][:60]
    kind = _BY_PROBLEM.get(name) or _BY_STATUS.get(answer.status)
    if kind is None:
        kind = FaultKind.UNCLEAR if answer.status >= 300 else FaultKind.REFUSED  # noqa: PLR2004 -- as above
    code = name if name in _BY_PROBLEM else _BY_CODE.get(answer.status, str(answer.status))
    return Fault(kind, code, _resume_at(answer.headers, now) if kind is FaultKind.THROTTLED else None)


def _resume_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """The day's limit when that is the one used up, else the window's; never in the past."""
    for limit in ("x-user-limit-24hour", "x-app-limit-24hour"):
        if headers.get(f"{limit}-remaining") == "0":
            return max(_epoch(headers.get(f"{limit}-reset"), now), now + timedelta(seconds=1))
    seconds = headers.get("retry-after", "")
    if seconds.isascii() and seconds.isdigit():
        return now + timedelta(seconds=min(int(seconds), 86_400))
    return max(_epoch(headers.get("x-rate-limit-reset"), now), now + timedelta(seconds=1))


def _epoch(value: str | None, now: datetime) -> datetime:
    moment = when(value) if value and value.isascii() and value.isdigit() else None
    return min(moment, now + timedelta(days=1)) if moment else now + WINDOW


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """The share used of the last endpoint's window."""
    limit, remaining = headers.get("x-rate-limit-limit", ""), headers.get("x-rate-limit-remaining", "")
    if not (limit.isdecimal() and remaining.isdecimal() and int(limit)):
        return None
    used = 1 - min(int(remaining), int(limit)) / int(limit)
    resets_at = _epoch(headers.get("x-rate-limit-reset"), now).astimezone(UTC)
    left = min(int(remaining), int(limit))
    return Budget(used, None if left else resets_at, left, int(limit), resets_at)


DIALECT = Dialect(headers=bearer, fault=fault, budget=budget)
