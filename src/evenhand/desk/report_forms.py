"""The forms on the page of a report by the public form."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.desk.forms import HouseForm


class MeantForm(HouseForm):
    """Which comment a report means."""

    step = "meant"
    comment = forms.IntegerField(required=False)
    where = forms.CharField(required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and not data.get("comment") and not data.get("where"):
            self.add_error("where", "Choose the comment, or enter a link to it.")
        return data


class LetBeForm(HouseForm):
    """Why its comment cannot be found."""

    step = "close"
    reasons = forms.CharField(
        max_length=500,
        error_messages={"required": "Say where you looked.", "max_length": "Write at most 500 characters."},
    )
