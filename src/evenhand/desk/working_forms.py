"""The forms of working on a case together: note, hand-over, putting off, merging, saying that it is of another kind."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from evenhand.cases.models import ASKED
from evenhand.desk import words
from evenhand.desk.forms import HouseForm
from evenhand.support import handling

UNTIL = {
    "hour": "For an hour",
    "afternoon": "Until 2pm today",
    "tomorrow": "Until 9am tomorrow",
    "monday": "Until 9am on Monday",
    "week": "For a week",
}
_MORNING, _AFTERNOON = time(9), time(14)
_DAYS = 7


def _note(message: str) -> forms.CharField:
    most = handling.LONGEST
    told = {"required": message, "max_length": f"Write at most {most:,} characters."}
    return forms.CharField(max_length=most, error_messages=told)


class NoteForm(HouseForm):
    """A note for colleagues."""

    step = "note"
    note = _note("Write the note: your colleague reads it.")


class HandOverForm(HouseForm):
    """To whom a case goes, and what they should know."""

    step = "hand_over"
    to = forms.IntegerField(error_messages={"required": "Choose a colleague.", "invalid": "Choose a colleague."})
    note = _note("Write the note: your colleague reads it.")


class SnoozeForm(HouseForm):
    """Until when a case is put off."""

    step = "snooze"
    until = forms.ChoiceField(choices=list(UNTIL.items()), error_messages={"required": "Choose until when."})
    why = forms.CharField(required=False, max_length=500)


class MergeForm(HouseForm):
    """In which case it goes on."""

    step = "merge"
    into = forms.IntegerField(error_messages={"required": "Choose the case.", "invalid": "Choose the case."})


class RerouteForm(HouseForm):
    """What it is instead."""

    step = "reroute"
    kind = forms.ChoiceField(
        choices=[(kind, words.CASES[kind]) for kind in ASKED], error_messages={"required": "Choose what it is instead."}
    )


def moment_of(choice: str) -> datetime:
    """The time that a choice means, from now."""
    now = timezone.localtime()
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice == "afternoon":
        return now.replace(hour=_AFTERNOON.hour, minute=0, second=0, microsecond=0)
    days = {"tomorrow": 1, "monday": (_DAYS - now.weekday()) % _DAYS or _DAYS, "week": _DAYS}[choice]
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=days), _MORNING))


def offered() -> dict[str, str]:
    """The choices that lie ahead, with their words."""
    return {choice: text for choice, text in UNTIL.items() if moment_of(choice) > timezone.now()}
