"""How LinkedIn authenticates, says no, and tells its limits, which end with the day in UTC.

Source: LinkedIn's versioned API docs as recorded in the research. A version lives twelve months; it is a setting of
the channel, and `expires` says when it must be raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from evenhand.platforms.interface import Account, Budget
from evenhand.platforms.reading import words
from evenhand.platforms.wire import Answer, Call, DayRule, Dialect, Fault, FaultKind

DEFAULT_VERSION = "202607"
THROTTLE = 101
_BY_STATUS = {
    401: FaultKind.TOKEN,
    403: FaultKind.PERMISSION,
    404: FaultKind.GONE,
    410: FaultKind.GONE,
    429: FaultKind.THROTTLED,
}


def expires(version: str) -> date | None:
    """The first day on which a version (YYYYMM) may be refused; None when it is not one."""
    if not (version.isascii() and version.isdigit() and len(version) == len("YYYYMM")):
        return None
    year, month = int(version[:4]), int(version[4:])
    return date(year + 1, month, 1) if 1 <= month <= 12 and year else None  # noqa: PLR2004 -- months


def headers(account: Account) -> Mapping[str, str]:
    """Token, version and protocol."""
    return {
        "authorization": f"Bearer {account.token}",
        "linkedin-version": account.api_version or DEFAULT_VERSION,
        "x-restli-protocol-version": "2.0.0",
    }


def fault(answer: Answer, now: datetime) -> Fault | None:
    """What the answer refuses. Errors are flat: status, serviceErrorCode, code, message."""
    if answer.status < 300:  # noqa: PLR2004 -- the statuses of success
        return None
    number = answer.data.get("serviceErrorCode")
    code = words(answer.data.get("code"))[:60] or (str(number) if isinstance(number, int) else str(answer.status))
    if answer.status == 429 or number == THROTTLE:  # noqa: PLR2004 -- too many requests
        return Fault(FaultKind.THROTTLED, code, _resume_at(answer.headers, now))
    refused = FaultKind.REFUSED if answer.status < 500 and answer.status >= 400 else FaultKind.UNCLEAR  # noqa: PLR2004 -- statuses
    return Fault(_BY_STATUS.get(answer.status, refused), code)


def _resume_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """As told; else the next day in UTC, when LinkedIn counts anew, or in an hour if that is sooner.

    It does not say which limit was reached, and those beyond its Development tier are not published: a whole day
    without moderation would be much for an answer that another limit may have given.
    """
    seconds = headers.get("retry-after", "")
    if seconds.isascii() and seconds.isdigit():
        return now + timedelta(seconds=min(int(seconds), 86_400))
    return min(next_day(now), now + timedelta(hours=1))


def next_day(now: datetime) -> datetime:
    """The next midnight in UTC."""
    today = now.astimezone(UTC)
    return datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """LinkedIn says nothing of its limits in headers."""
    del headers, now
    return None


def _each(call: Call) -> int:
    """LinkedIn counts calls, whatever they do."""
    del call
    return 1


DAY = DayRule(setting="calls_a_day", most=None, cost=_each, ends=next_day)
DIALECT = Dialect(headers=headers, fault=fault, budget=budget, day=DAY)
