"""Reads opening hours, targets and divisions from short texts such as 'mon-fri 09:00-17:00' and '1 working day'.

Each refusal says which setting, what stands there and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time

from evenhand.clock.days import DIVISIONS
from evenhand.clock.hours import DAYS, Hours, Week
from evenhand.clock.targets import UNITS, Target

_PART = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_TARGET = re.compile(r"(\d{1,4}) (hour|working hour|working day)s?")


class UnreadableSettingError(ValueError):
    """A setting of the clock that cannot be read; the message says which, what stands there and what to write."""

    def __init__(self, name: str, text: str, why: str, example: str) -> None:
        super().__init__(f"{name} is ‘{text}’: {why}. Write it like ‘{example}’.")


def read_hours(name: str, text: str) -> Week:
    """'mon-thu 09:00-17:00, fri 09:00-16:30' as a week; days that are not named are not worked."""
    example = "mon-thu 09:00-17:00, fri 09:00-16:30"
    days: dict[str, Hours] = {}
    for part in (" ".join(one.split()).lower() for one in text.split(",")):
        found = _PART.fullmatch(part)
        if found is None:
            raise UnreadableSettingError(name, text, f"‘{part}’ is no day with its hours", example)
        try:
            hours = Hours(_time(found[3], found[4]), _time(found[5], found[6]))
            named = _days(found[1], found[2] or found[1])
        except ValueError as error:
            raise UnreadableSettingError(name, text, f"in ‘{part}’, {error}", example) from None
        twice = [day for day in named if day in days]
        if twice:
            raise UnreadableSettingError(name, text, f"‘{twice[0]}’ is named twice", example)
        days |= dict.fromkeys(named, hours)
    mon, tue, wed, thu, fri, sat, sun = (days.get(day) for day in DAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def read_target(name: str, text: str) -> Target:
    """'1 working day', '4 working hours' or, for what cannot wait for the office to open, '1 hour'."""
    found = _TARGET.fullmatch(" ".join(text.split()).lower())
    unit = next((one for one in UNITS if found and found[2] == one), None)
    if found is None or unit is None or int(found[1]) < 1:
        why = "it is no number from 1 on with ‘hours’, ‘working hours’ or ‘working days’"
        raise UnreadableSettingError(name, text, why, "1 working day")
    return Target(int(found[1]), unit)


def read_divisions(name: str, text: str) -> tuple[str, ...]:
    """'england-and-wales,scotland' as the divisions whose bank holidays are no reply days; '' for none."""
    named = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    strange = [part for part in named if part not in DIVISIONS]
    if strange:
        why = f"‘{strange[0]}’ is none of {', '.join(DIVISIONS)}"
        raise UnreadableSettingError(name, text, why, ",".join(DIVISIONS[:2]))
    return named


def setting(given: Mapping[str, str], name: str, usual: str) -> str:
    """What stands in `given` under `name`, or what is usual."""
    return given.get(name, "").strip() or usual


def _time(hour: str, minute: str) -> time:
    """A time of the day; 24:00 is the midnight that ends it."""
    return time() if (hour, minute) == ("24", "00") else time(int(hour), int(minute))


def _days(first: str, last: str) -> list[str]:
    for day in (first, last):
        if day not in DAYS:
            raise ValueError(f"‘{day}’ is none of {', '.join(DAYS)}")
    start, end = DAYS.index(first), DAYS.index(last)
    if end < start:
        raise ValueError(f"‘{last}’ comes before ‘{first}’")
    return list(DAYS[start : end + 1])
