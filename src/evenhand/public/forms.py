"""The public forms of appeals and reports: what they ask for, and what is said of a mistake, beside its field."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.channels.models import Channel
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.sanctions import references

LONGEST = 5000
NUMBER_HINT = "It has 12 letters and digits, like A7K3-M9QX-HT2C. Check it against our letter, or leave it out."

FOR_PROGRAMS = "We could not tell you from a program. Send the form once more, please."


def _not_too_long(words: str) -> str:
    if len(words) > LONGEST:
        raise forms.ValidationError(
            f"This has {len(words):,} characters. Shorten it to {LONGEST:,}: the main points are enough."
        )
    return words


def _ours() -> list[tuple[int, str]]:
    """The organisation's channels: 'Facebook (the name of the account)'."""
    rows = Channel.objects.order_by("platform", "name")
    return [(row.pk, f"{NAMES[Platform(row.platform)]} ({row.name})") for row in rows]


class AppealForm(forms.Form):
    """Which decision, whose, and why. `website` is for programs: people do not see it."""

    channel = forms.TypedChoiceField(
        choices=_ours,
        coerce=int,
        error_messages={
            "required": "Choose the channel that it was on.",
            "invalid_choice": "Choose one of our channels.",
        },
    )
    handle = forms.CharField(
        max_length=100,
        error_messages={
            "required": "Enter the name that you have on that channel.",
            "max_length": "A name on a channel has at most 100 characters.",
        },
    )
    number = forms.CharField(required=False, max_length=40, error_messages={"max_length": NUMBER_HINT})
    link = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "Enter only the link, at most 1,000 characters."}
    )
    words = forms.CharField(error_messages={"required": "Say why you think that we got it wrong."})
    website = forms.CharField(required=False, max_length=200)

    def clean_number(self) -> str:
        """The number as it is written, where one was given."""
        typed = str(self.cleaned_data["number"])
        known = references.read(typed)
        if typed.strip() and not known:
            raise forms.ValidationError(f"This is not one of our numbers. {NUMBER_HINT}")
        return known

    def clean_words(self) -> str:
        """What can be read and kept."""
        return _not_too_long(str(self.cleaned_data["words"]))

    def clean(self) -> dict[str, Any]:
        """Nobody who reads this page fills in the field for programs; whoever did is told, and loses nothing."""
        data = super().clean() or {}
        if data.get("website"):
            self.add_error(None, FOR_PROGRAMS)
        return data


class ReportForm(forms.Form):
    """Which comment: by a link or in words. No name, no category, no reason (clauses 49 to 51)."""

    channel = forms.TypedChoiceField(
        choices=_ours,
        coerce=int,
        error_messages={
            "required": "Choose the channel that you saw it on.",
            "invalid_choice": "Choose one of our channels.",
        },
    )
    link = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "Enter only the link, at most 1,000 characters."}
    )
    words = forms.CharField(required=False)
    website = forms.CharField(required=False, max_length=200)

    def clean_words(self) -> str:
        """What can be read and kept."""
        return _not_too_long(str(self.cleaned_data["words"]))

    def clean(self) -> dict[str, Any]:
        """One of the two; and nothing in the field for programs."""
        data = super().clean() or {}
        if not self.errors and not data.get("link") and not data.get("words"):
            self.add_error("words", "Say what it says or who wrote it, or enter a link to it.")
        if data.get("website"):
            self.add_error(None, FOR_PROGRAMS)
        return data


class NumberForm(forms.Form):
    """The number of a report."""

    number = forms.CharField(
        max_length=40,
        error_messages={
            "required": "Enter the reference number of your report.",
            "max_length": "A reference number has 12 letters and digits.",
        },
    )


class OutcomeForm(forms.Form):
    """The number of an appeal, and the name of whoever made it."""

    number = forms.CharField(
        max_length=40,
        error_messages={
            "required": "Enter the reference number of your appeal.",
            "max_length": "A reference number has 12 letters and digits.",
        },
    )
    handle = forms.CharField(
        max_length=100,
        error_messages={
            "required": "Enter the name that you gave, or have on the channel.",
            "max_length": "A name on a channel has at most 100 characters.",
        },
    )
