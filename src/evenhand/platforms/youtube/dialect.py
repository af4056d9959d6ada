"""How the YouTube Data API says no. Its quota has no headers, so it is counted along, until midnight in California.

Source: docs of comments.setModerationStatus and the global errors page as recorded in the research.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evenhand.platforms.interface import Budget
from evenhand.platforms.reading import dig, objects, words
from evenhand.platforms.wire import Answer, Call, DayRule, Dialect, Fault, FaultKind, bearer

PACIFIC = ZoneInfo("America/Los_Angeles")
DAY_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
BURST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
BURST_WAIT = timedelta(minutes=1)
WRITE_UNITS = 50
GONE = frozenset({"commentNotFound", "commentThreadNotFound", "parentCommentNotFound", "videoNotFound", "notFound"})
TOKEN = frozenset({"authError", "invalidCredentials", "invalid_grant", "keyInvalid", "required"})
PERMISSION = frozenset({"forbidden", "insufficientPermissions", "accessNotConfigured", "ineligibleAccount"})
REFUSED = frozenset({"commentsDisabled", "operationNotSupported", "processingFailure", "banWithoutReject"})
_BY_STATUS = {
    400: FaultKind.REFUSED,
    401: FaultKind.TOKEN,
    403: FaultKind.PERMISSION,
    404: FaultKind.GONE,
    429: FaultKind.THROTTLED,
}


def next_quota_day(now: datetime) -> datetime:
    """The next midnight in Pacific time, when the quota starts anew."""
    local = now.astimezone(PACIFIC)
    return datetime(local.year, local.month, local.day, tzinfo=PACIFIC).astimezone(UTC) + _one_local_day(local)


def _one_local_day(local: datetime) -> timedelta:
    """From this local midnight to the next: 23 or 25 hours on the days the clocks change."""
    today = datetime(local.year, local.month, local.day, tzinfo=PACIFIC)
    tomorrow = (today + timedelta(days=1, hours=6)).replace(hour=0)
    return tomorrow.astimezone(UTC) - today.astimezone(UTC)


def fault(answer: Answer, now: datetime) -> Fault | None:
    """What the answer refuses, by its reason first and its status after."""
    if answer.status < 300:  # noqa: PLR2004 -- the statuses of success
        return None
    reason = _reason(answer.data)
    if reason in DAY_QUOTA:
        return Fault(FaultKind.THROTTLED, reason, next_quota_day(now))
    if reason in BURST:
        return Fault(FaultKind.THROTTLED, reason, now + BURST_WAIT)
    for kind, reasons in (
        (FaultKind.GONE, GONE),
        (FaultKind.TOKEN, TOKEN),
        (FaultKind.PERMISSION, PERMISSION),
        (FaultKind.REFUSED, REFUSED),
    ):
        if reason in reasons:
            return Fault(kind, reason)
    kind = _BY_STATUS.get(answer.status, FaultKind.UNCLEAR)
    wait = now + BURST_WAIT if kind is FaultKind.THROTTLED else None
    return Fault(kind, reason or str(answer.status), wait)


def _reason(data: Mapping[str, object]) -> str:
    for error in objects(dig(data, "error", "errors")):
        return words(error.get("reason"))[:60]
    plain = data.get("error")  # OAuth answers with a bare word
    return plain[:60] if isinstance(plain, str) and plain.isidentifier() else ""


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """YouTube says nothing of its quota in headers."""
    del headers, now
    return None


def units(call: Call) -> int:
    """What a call costs of the day: a list 1 unit, a write 50, whatever comes of it."""
    return WRITE_UNITS if call.writes else 1


DAY = DayRule(setting="units_a_day", most=10_000, cost=units, ends=next_quota_day)
DIALECT = Dialect(headers=bearer, fault=fault, budget=budget, day=DAY)
