"""How Meta's Graph API says no, and how it tells its limits.

Source: Graph API error and rate-limit pages as recorded in the research; facebook-business 26.0.3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from evenhand.platforms.interface import FULL, Budget
from evenhand.platforms.reading import dig, mapping, objects, words
from evenhand.platforms.wire import Answer, Dialect, Fault, FaultKind, bearer

DEFAULT_VERSION = "v26.0"
SLOW_DOWN = frozenset({4, 17, 32, 341, 613} | set(range(80000, 80015)))
"""These come with HTTP 400; without the code they look like a mistake of ours."""
TOKEN = frozenset({102, 190})
TEMPORARY = frozenset({1, 2})
ACTED_AS_PERSON = 1705
NOT_PERMITTED = frozenset({10, 3, ACTED_AS_PERSON} | set(range(200, 300)))
OUTSIDE_WINDOW = frozenset({2534022, 2018278, 2018065})
"""Subcodes of 10: the message window has closed. The channel is healthy; this message may not be sent."""
GONE = frozenset({(100, 33), (100, 2534014), (803, 0)})
WAIT_WITHOUT_WORD = timedelta(minutes=5)
BREATHER = timedelta(minutes=1)
"""At 99 percent Meta tells no wait yet, and what is on its way may be the last: some of the hour is let go by first."""


def fault(answer: Answer, now: datetime) -> Fault | None:
    """What Graph's answer refuses, or None. An `error` object counts whatever the status."""
    error = mapping(answer.data.get("error"))
    if not error:
        return _by_status(answer, now)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if not code:
        return _by_status(answer, now) or Fault(FaultKind.UNCLEAR, "error_without_code")
    kind = _kind(code, subcode)
    if kind is FaultKind.REFUSED and error.get("is_transient") is True:
        kind = FaultKind.UNCLEAR
    throttled = kind is FaultKind.THROTTLED
    resume_at = (_resume_at(answer.headers, now) or now + WAIT_WITHOUT_WORD) if throttled else None
    return Fault(kind, f"{code}/{subcode}" if subcode else str(code), resume_at)


def _kind(code: int, subcode: int) -> FaultKind:
    """The first that fits; a closed message window is told as a lack of permission (10), and is none."""
    rules = (
        (code in SLOW_DOWN, FaultKind.THROTTLED),
        (code in TOKEN, FaultKind.TOKEN),
        (subcode in OUTSIDE_WINDOW, FaultKind.REFUSED),
        (code in NOT_PERMITTED, FaultKind.PERMISSION),
        ((code, subcode) in GONE, FaultKind.GONE),
        (code in TEMPORARY, FaultKind.UNCLEAR),
    )
    return next((kind for fits, kind in rules if fits), FaultKind.REFUSED)


def _by_status(answer: Answer, now: datetime) -> Fault | None:
    status = answer.status
    if status < 300:  # noqa: PLR2004 -- the statuses of success
        return None
    if status == 429:  # noqa: PLR2004 -- too many requests
        return Fault(FaultKind.THROTTLED, "429", _resume_at(answer.headers, now) or now + WAIT_WITHOUT_WORD)
    kinds = {401: FaultKind.TOKEN, 403: FaultKind.PERMISSION, 404: FaultKind.GONE, 400: FaultKind.REFUSED}
    return Fault(kinds.get(status, FaultKind.UNCLEAR), str(status))


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """The fullest of the percentages in Meta's usage headers. Instagram's host names them differently."""
    shares = [*_percentages(_json(headers.get("x-app-usage")))]
    for usage in _business(headers):
        shares.extend(_percentages(usage))
    if not shares:
        return None
    used = max(shares) / 100
    return Budget(share_used=used, resume_at=_resume_at(headers, now) or (now + BREATHER if used >= FULL else None))


def _business(headers: Mapping[str, str]) -> list[Mapping[str, object]]:
    by_account = _json(headers.get("x-business-use-case-usage"))
    return [usage for usages in by_account.values() for usage in objects(usages)]


def _resume_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """`estimated_time_to_regain_access` counts minutes; the longest wins."""
    minutes = [_number(usage.get("estimated_time_to_regain_access")) for usage in _business(headers)]
    if any(minutes):
        return now + timedelta(minutes=min(max(minutes), 24 * 60))
    seconds = headers.get("retry-after", "")
    return now + timedelta(seconds=min(int(seconds), 86_400)) if seconds.isascii() and seconds.isdigit() else None


def _percentages(usage: Mapping[str, object]) -> list[float]:
    keys = ("call_count", "total_cputime", "total_time", "call_volume", "cpu_time")
    return [float(value) for key in keys if isinstance(value := usage.get(key), (int, float))]


def _json(header: str | None) -> Mapping[str, object]:
    try:
        return mapping(json.loads(header or "{}"))
    except (ValueError, RecursionError):
        return {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def next_cursor(data: Mapping[str, object]) -> str:
    """The cursor of the following page; Graph gives `after` on the last page too, but no `next`."""
    return words(dig(data, "paging", "cursors", "after")) if dig(data, "paging", "next") else ""


DIALECT = Dialect(headers=bearer, fault=fault, budget=budget)
