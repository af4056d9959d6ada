"""The forms about one person's accounts on several channels. Rules stand in `sanctions.same_person` and `linking`."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.channels.models import Channel
from evenhand.desk.forms import HouseForm
from evenhand.sanctions.models import SamePerson
from evenhand.sanctions.same_person import LONGEST

_HOW = "Choose how it shows that both accounts are the same person’s."
_MOST = f"Write at most {LONGEST:,} characters."


class SameForm(HouseForm):
    """That an account on another channel is the same person's, and what shows it."""

    step = "same"
    channel = forms.ModelChoiceField(
        queryset=Channel.objects.none(),
        error_messages={"required": "Choose the channel.", "invalid_choice": "Choose one of the channels."},
    )
    account = forms.CharField(max_length=300, error_messages={"required": "Give the account as its platform names it."})
    how = forms.ChoiceField(
        choices=SamePerson.How.choices,
        error_messages={"required": _HOW, "invalid_choice": _HOW},
    )
    evidence = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Say what shows it, so that a second person can look at the same thing.",
            "max_length": _MOST,
        },
    )

    def __init__(self, *args: Any, channels: list[Channel], **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        super().__init__(*args, **kwargs)
        ours = Channel.objects.filter(pk__in=[one.pk for one in channels])
        self.fields["channel"].queryset = ours  # type: ignore[attr-defined]  # a model choice


class SecondForm(HouseForm):
    """A second person's answer: block there too, or not the same person's."""

    step = "second"
    answer = forms.ChoiceField(
        choices=[("approve", "Approve"), ("end", "Not the same")],
        error_messages={"required": "Choose whether the account is the same person’s."},
    )
    reason = forms.CharField(required=False, max_length=LONGEST, error_messages={"max_length": _MOST})


class EndForm(HouseForm):
    """Why two accounts are not one person's after all."""

    step = "end"
    reason = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Say why they are not the same person’s, or why nobody can tell.",
            "max_length": _MOST,
        },
    )
