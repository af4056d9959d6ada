"""A moment as it is said to the public, in English and in Welsh: '9am on Monday 23 November'."""

from __future__ import annotations

from datetime import datetime

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "cy": ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"),
}
MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "cy": (
        *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
        *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
    ),
}
HALVES = {"en": ("am", "pm"), "cy": ("yb", "yp")}
TWELVE = {"en": ("midnight", "midday"), "cy": ("hanner nos", "hanner dydd")}
ON = {"en": "on {day}", "cy": "ddydd {day}"}
NOON = 12


def said(moment: datetime, language: str = "en") -> str:
    """Say `moment` in its own zone; in English for a language that is not known here. No year: it is never far off."""
    spoken = language if language in DAYS else "en"
    day = ON[spoken].format(day=DAYS[spoken][moment.weekday()])
    return f"{_time(moment, spoken)} {day} {moment.day} {MONTHS[spoken][moment.month - 1]}"


def said_day(moment: datetime, language: str = "en") -> str:
    """Say the day of `moment` in its own zone, with the year: '23 November 2026'."""
    return f"{moment.day} {MONTHS[language if language in MONTHS else 'en'][moment.month - 1]} {moment.year}"


def _time(moment: datetime, spoken: str) -> str:
    half = moment.hour // NOON
    if moment.hour % NOON == 0 and moment.minute == 0:
        return TWELVE[spoken][half]
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % NOON or NOON}{minutes}{HALVES[spoken][half]}"
