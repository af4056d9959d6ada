"""Counting along where a platform sets a limit for the day and tells nothing of it before it refuses.

YouTube's units and LinkedIn's calls: what a call costs, and what it leaves to others. Not here: the count itself
(`limits`), and limits that answers tell of (each platform's dialect reads those).
"""

from __future__ import annotations

from datetime import datetime

from evenhand.platforms.interface import Account
from evenhand.platforms.limits import MOST_AT_ONCE, Day, Wish
from evenhand.platforms.wire import Call, DayRule

KEPT_FOR_WRITES = 0.1
"""The share of a day that reading leaves over, so that what people decide can still be done in the evening."""
BUCKET = "day"
"""The name of the limit that every call of an account draws on where its day is counted."""


def allowance(rule: DayRule, account: Account) -> int | None:
    """What the account may use in a day: by its own setting, else the platform's usual; None where neither says."""
    told = account.settings.get(rule.setting, "")
    return int(told) if told.isascii() and told.isdigit() else rule.most


def wish(rule: DayRule, account: Account, call: Call, now: datetime) -> Wish | None:
    """What a call needs of the day; None where no limit is known. A call counts whatever comes of it."""
    most = allowance(rule, account)
    if most is None:
        return None
    kept = 0 if call.writes else most - int(most * (1 - KEPT_FOR_WRITES))
    return Wish(need=rule.cost(call), like=MOST_AT_ONCE, keep=kept, day=Day(most, rule.ends(now)))
