"""Working time, pure: which days the channels are moderated, which days replies are promised. No clock of its own.

Two calendars (clauses 46 and 47): moderation days are every weekday of the year, the literal promise; reply
days are weekdays less the bank holidays of the divisions a body serves.
"""

from __future__ import annotations

from evenhand.clock.days import DIVISIONS, Calendar, moderation_days, reply_days
from evenhand.clock.working import add_working, working_between

__all__ = ["DIVISIONS", "Calendar", "add_working", "moderation_days", "reply_days", "working_between"]
