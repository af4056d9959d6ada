"""The forms for what people add by hand, and for how a channel is used.

Rules stand in `cases.adding` and `channels.modes`.
"""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.cases.adding import LONGEST_ANYWHERE, NOTED, PUBLIC, Pasted
from evenhand.channels.models import Channel
from evenhand.channels.modes import Plan
from evenhand.desk.forms import HouseForm
from evenhand.desk.staff_forms import FORMATS

LONGEST_PASTED = 3 * LONGEST_ANYWHERE
MOMENT = "%Y-%m-%dT%H:%M"


class AddingForm(HouseForm):
    """What somebody pastes."""

    step = "adding"
    channel = forms.IntegerField(error_messages={"required": "Choose the channel.", "invalid": "Choose the channel."})
    what = forms.ChoiceField(choices=list(NOTED.items()), error_messages={"required": "Choose what you want to note."})
    link = forms.CharField(required=False, max_length=1000)
    kind = forms.ChoiceField(required=False, choices=[(one, one) for one in (*PUBLIC, "direct_message")])
    text = forms.CharField(
        required=False,
        max_length=LONGEST_PASTED,
        error_messages={"max_length": f"Paste at most {LONGEST_PASTED:,} characters: one contribution at a time."},
    )
    handle = forms.CharField(required=False, max_length=100)
    display_name = forms.CharField(required=False, max_length=200)
    published_at = forms.DateTimeField(
        required=False, input_formats=[MOMENT], error_messages={"invalid": "Give a day and a time."}
    )
    post = forms.IntegerField(required=False)

    def pasted(self) -> Pasted:
        """What was pasted."""
        told: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "channel"}
        return Pasted(**told | {"kind": told["kind"] or "comment"})


class ModeForm(HouseForm):
    """How a channel is used, and what X confirmed."""

    step = "mode"
    mode = forms.ChoiceField(
        choices=Channel.Mode.choices, error_messages={"required": "Choose how the channel is used."}
    )
    confirmed_by = forms.CharField(required=False, max_length=200)
    confirmed_on = forms.DateField(
        required=False, input_formats=FORMATS, error_messages={"invalid": "Enter a day, such as 27/11/2026."}
    )
    document = forms.CharField(required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """A plan is told whole or not at all."""
        data = super().clean() or {}
        told = [name for name in ("confirmed_by", "confirmed_on", "document") if data.get(name)]
        if told and not data.get("confirmed_on") and "confirmed_on" not in self.errors:
            self.add_error("confirmed_on", "Enter the day on which it was confirmed.")
        return data

    def plan(self) -> Plan | None:
        """What X confirmed, where it is told."""
        data = self.cleaned_data
        if not data["confirmed_on"]:
            return None
        return Plan(data["confirmed_by"], data["confirmed_on"], data["document"])
