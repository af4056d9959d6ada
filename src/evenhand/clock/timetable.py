"""A body's timetable: its two calendars and its targets, read once from its settings.

Targets are ours to choose, hours too; that moderation goes on on bank holidays is the policy's promise (clause 47).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.clock.days import Calendar, moderation_days, reply_days
from evenhand.clock.reading import read_divisions, read_hours, read_target, setting
from evenhand.clock.targets import Target


@dataclass(frozen=True, slots=True)
class Timetable:
    """When somebody works, and how long each kind of work may take."""

    moderation: Calendar
    replies: Calendar
    first_look: Target
    first_reply: Target
    resolution: Target
    safeguarding: Target
    complaint: Target
    concern: Target


def read_timetable(given: Mapping[str, str]) -> Timetable:
    """The timetable of settings such as EVENHAND_FIRST_REPLY; UnreadableSettingError names what cannot be read."""
    week = read_hours("EVENHAND_HOURS", setting(given, "EVENHAND_HOURS", "mon-fri 09:00-17:00"))
    # not `setting`: an empty list is a body that replies on bank holidays
    divisions = read_divisions("EVENHAND_DIVISIONS", given.get("EVENHAND_DIVISIONS", "england-and-wales"))
    return Timetable(
        moderation=moderation_days(week),
        replies=reply_days(divisions, week),
        first_look=_target(given, "EVENHAND_FIRST_LOOK", "4 working hours"),
        first_reply=_target(given, "EVENHAND_FIRST_REPLY", "1 working day"),
        resolution=_target(given, "EVENHAND_RESOLUTION", "5 working days"),
        safeguarding=_target(given, "EVENHAND_SAFEGUARDING", "1 hour"),
        complaint=_target(given, "EVENHAND_COMPLAINT", "15 working days"),
        concern=_target(given, "EVENHAND_CONCERN", "1 working day"),
    )


def _target(given: Mapping[str, str], name: str, usual: str) -> Target:
    return read_target(name, setting(given, name, usual))
