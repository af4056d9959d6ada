"""The forms of requests for what is kept: taking one in, reading an item, refusing."""

from __future__ import annotations

from django import forms

from evenhand.desk.forms import HouseForm
from evenhand.rights.models import RequestItem


def _day(message: str) -> forms.DateField:
    return forms.DateField(
        input_formats=["%Y-%m-%d"], error_messages={"required": message, "invalid": "Give a day, such as 27 3 2026."}
    )


def _reference() -> forms.CharField:
    return forms.CharField(max_length=40, error_messages={"required": "Give your own number for it."})


class SarForm(HouseForm):
    """A person asks for what is kept of them."""

    step = "sar"
    reference = _reference()
    received_on = _day("Say when it came in.")
    channel = forms.IntegerField(error_messages={"required": "Choose the channel on which they wrote."})
    author = forms.CharField(max_length=300, error_messages={"required": "Give their id or handle on that channel."})


class FoiForm(HouseForm):
    """Anybody asks for a period."""

    step = "foi"
    reference = _reference()
    received_on = _day("Say when it came in.")
    channel = forms.IntegerField(required=False)
    since = _day("Give the first day that it asks about.")
    until = _day("Give the last day that it asks about.")


class ItemForm(HouseForm):
    """What a person says of an item."""

    step = "item"
    take_out = forms.CharField(required=False, max_length=500)
    give_back = forms.BooleanField(required=False)
    withheld = forms.ChoiceField(required=False, choices=RequestItem.Withheld.choices)


class RefusalForm(HouseForm):
    """Why a request is refused."""

    step = "refuse"
    why = forms.CharField(max_length=500, error_messages={"required": "Say why it is refused."})
