"""Counting along where a platform sets a limit for the day and tells nothing of it before it refuses.

YouTube's units and LinkedIn's calls. What is counted is one process's own, and is lost at a restart: then the
platform's refusal tells, as ever. Not here: limits that answers tell of (each platform's dialect reads those).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from evenhand.platforms.errors import Throttled
from evenhand.platforms.interface import Account, Budget
from evenhand.platforms.wire import Call, DayRule

KEPT_FOR_WRITES = 0.1
"""The share of a day that reading leaves over, so that what people decide can still be done in the evening."""


@dataclass(slots=True)
class _Day:
    ends_at: datetime
    used: int = 0


@dataclass(slots=True)
class Meters:
    """What each account used of its day."""

    days: dict[tuple[str, ...], _Day] = field(default_factory=dict)

    def spend(self, key: tuple[str, ...], rule: DayRule, account: Account, call: Call, now: datetime) -> None:
        """Count a call that is about to be made; raises `Throttled` where the day has no room for it.

        A call counts whatever comes of it, as it does on the platforms.
        """
        most = allowance(rule, account)
        if most is None:
            return
        day = self._day(key, rule, now)
        cost = rule.cost(call)
        room = most if call.writes else int(most * (1 - KEPT_FOR_WRITES))
        if day.used + cost > room:
            raise Throttled(
                "The day's calls to this platform are used up; the call was not made.",
                resume_at=day.ends_at,
                code="day_used_up",
            )
        day.used += cost

    def budget(self, key: tuple[str, ...], rule: DayRule, account: Account, now: datetime) -> Budget | None:
        """How much of the day is used, as far as it is counted."""
        most = allowance(rule, account)
        if not most:
            return None
        day = self._day(key, rule, now)
        return Budget(share_used=day.used / most, resume_at=day.ends_at if day.used >= most else None)

    def _day(self, key: tuple[str, ...], rule: DayRule, now: datetime) -> _Day:
        day = self.days.get(key)
        if day is None or now >= day.ends_at:
            day = self.days[key] = _Day(rule.ends(now))
        return day


def allowance(rule: DayRule, account: Account) -> int | None:
    """What the account may use in a day: by its own setting, else the platform's usual; None where neither says."""
    told = account.settings.get(rule.setting, "")
    return int(told) if told.isascii() and told.isdigit() else rule.most
