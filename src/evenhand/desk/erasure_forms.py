"""The forms of erasing a person: who is meant, and why."""

from __future__ import annotations

from django import forms

from evenhand.desk.forms import HouseForm
from evenhand.rights.models import Erasure


class WhoForm(HouseForm):
    """Whose words are to be erased."""

    step = "who"
    channel = forms.IntegerField(error_messages={"required": "Choose the channel on which they wrote."})
    author = forms.CharField(max_length=300, error_messages={"required": "Give their id or handle on that channel."})


class AskForm(HouseForm):
    """Why, and under which number of ours."""

    step = "ask"
    why = forms.ChoiceField(choices=Erasure.Why.choices, error_messages={"required": "Say why they are erased."})
    reference = forms.CharField(max_length=40, required=False)
