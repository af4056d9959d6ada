"""The forms of a case of a person at risk: their fields. Rules stand in `care`."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from evenhand.care.cards import LANGUAGES
from evenhand.care.models import Outcome
from evenhand.desk.forms import LONGEST, HouseForm

LATER = {
    "hour": "In an hour",
    "four_hours": "In four hours",
    "tomorrow": "Tomorrow at 9am",
    "week": "In a week, at 9am",
    "other": "At another time",
}


class CareForm(HouseForm):
    """A form whose ids start with its step, since the page shows several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        super().__init__(*args, **{"auto_id": f"id_{self.step}_%s", **kwargs})


class _Cards(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:  # noqa: ARG002 (care says which cards there are)
        return True


def _words(message: str, *, required: bool = True) -> forms.CharField:
    errors = {"required": message, "max_length": f"Write at most {LONGEST:,} characters."}
    return forms.CharField(required=required, max_length=LONGEST, error_messages=errors)


class ReplyForm(CareForm):
    """Cards and a person's own words, to somebody at risk."""

    step = "reply"
    key = forms.RegexField(r"^[0-9a-f]{32}$", error_messages={"required": "Reload the page and send the form again."})
    cards = _Cards(required=False)
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    own = _words("", required=False)
    privately = forms.BooleanField(required=False)
    reads_it = forms.BooleanField(required=False)


class AdviceForm(CareForm):
    """A second person's advice."""

    step = "advice"
    danger = forms.ChoiceField(
        choices=[("danger", "danger"), ("no_danger", "no danger")],
        error_messages={"required": "Choose whether there may be danger."},
    )
    words = _words("Say what you advise, and why.")


class HandOverForm(CareForm):
    """Whose case it is next: a person by number, or the safeguarding lead."""

    step = "hand_over"
    to = forms.RegexField(r"^(lead|\d{1,18})$", error_messages={"required": "Choose who has it next."})
    words = _words("Say what the next person needs to know.")


class FollowUpForm(CareForm):
    """When the case comes back."""

    step = "follow_up"
    when = forms.ChoiceField(choices=list(LATER.items()), error_messages={"required": "Choose when it comes back."})
    due = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Enter a date and a time."},
    )
    words = _words("Say what is to be looked at then.")

    def clean(self) -> dict[str, Any]:
        """The moment."""
        data = super().clean() or {}
        if data.get("when") == "other":
            if not data.get("due") and "due" not in self.errors:
                self.add_error("due", "Enter a date and a time.")
        elif "when" in data:
            data["due"] = later(data["when"], timezone.localtime())
        return data


class EndForm(CareForm):
    """How it ended: what was done and who was told, or that there was no danger."""

    step = "end"
    kind = forms.ChoiceField(choices=Outcome.Kind.choices, error_messages={"required": "Choose how this ends."})
    done = forms.MultipleChoiceField(required=False, choices=list(Outcome.DONE.items()))
    told = forms.CharField(required=False, max_length=500)
    words = _words("Say what happened.")


class RaiseForm(CareForm):
    """What worries somebody who reads a case of another kind."""

    step = "raise"
    worry = _words("Say what worries you. A few words are enough.")
    another = forms.BooleanField(required=False)


FORMS: dict[str, type[CareForm]] = {
    form.step: form for form in (ReplyForm, AdviceForm, HandOverForm, FollowUpForm, EndForm)
}


def later(when: str, now: datetime) -> datetime:
    """The moment that a choice of LATER means at `now`, by the clock on the wall."""
    if when in {"hour", "four_hours"}:
        return now + timedelta(hours=1 if when == "hour" else 4)
    day = now.date() + timedelta(days=1 if when == "tomorrow" else 7)
    return datetime.combine(day, time(9), tzinfo=now.tzinfo)
