"""Meta's limit: so many calls of an account within an hour, told as percentages on every answer.

On a live Page it is 200 for each person who engaged with it, so a quiet one has little. A call when nothing is left
lengthens the wait, which Meta tells in minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from evenhand.sandbox.meta import errors
from evenhand.sandbox.wire.allowance import Rolling
from evenhand.sandbox.wire.answer import Answer

HOUR = timedelta(hours=1)
CALLS_A_PERSON, ENGAGED = 200, 20


class Usage(Rolling):
    """Counts the calls of one account of Meta's."""

    def __init__(self, account: str, kind: str) -> None:
        super().__init__("calls", CALLS_A_PERSON * ENGAGED, HOUR)
        self._account, self._kind = account, kind

    def refusal(self, code: int, now: datetime) -> Answer:
        """The refusal when nothing is left."""
        return errors.used_up(code, self._account, self._kind, self._minutes(now))

    def headers(self, now: datetime) -> Mapping[str, str]:
        """The two headers; 100 percent come with the minutes to wait."""
        used = self.used(now)
        if used >= self.most:
            return errors.usage(self._account, self._kind, 100, self._minutes(now))
        return errors.usage(self._account, self._kind, min(ceil(used * 100 / self.most), 99))

    def _minutes(self, now: datetime) -> int:
        return max(ceil((self.resets_at(now) - now).total_seconds() / 60), 1)
