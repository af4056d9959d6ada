"""Working time, pure: which days the channels are moderated, which days replies are promised. No clock of its own.

Two calendars (clauses 46 and 47): moderation days are every weekday of the year, the literal promise; reply
days are weekdays less the bank holidays of the divisions a body serves.
"""

from __future__ import annotations

from evenhand.clock.days import DIVISIONS, Calendar, day_and_night, moderation_days, reply_days
from evenhand.clock.legal import foi_due, foi_ends, notice_due, sar_due, sar_ends, uk_days
from evenhand.clock.pauses import Pause, due_after
from evenhand.clock.reading import UnreadableSettingError
from evenhand.clock.spoken import said, said_day
from evenhand.clock.targets import Target
from evenhand.clock.timetable import Timetable, read_timetable
from evenhand.clock.working import add_working, working_between

__all__ = [
    "DIVISIONS",
    "Calendar",
    "Pause",
    "Target",
    "Timetable",
    "UnreadableSettingError",
    "add_working",
    "day_and_night",
    "due_after",
    "foi_due",
    "foi_ends",
    "moderation_days",
    "notice_due",
    "read_timetable",
    "reply_days",
    "said",
    "said_day",
    "sar_due",
    "sar_ends",
    "uk_days",
    "working_between",
]
