"""The forms of the register of false claims, and of a correction. Rules stand in `cases.claims`, `cases.correcting`."""

from __future__ import annotations

from django import forms

from evenhand.cases.claims import LONGEST, Draft, wordings
from evenhand.desk.forms import LONGEST as LONGEST_TEXT
from evenhand.desk.forms import HouseForm
from evenhand.desk.staff_forms import FORMATS
from evenhand.judgement.models import FalseClaim


def _line(name: str, message: str) -> forms.CharField:
    most = LONGEST[name]
    told = {"required": message, "max_length": f"Write at most {most} characters."}
    return forms.CharField(max_length=most, error_messages=told)


class ClaimForm(HouseForm):
    """One entry of the register."""

    step = "claim"
    claim = _line("claim", "Write what is said, as people say it.")
    wordings = forms.CharField(required=False, max_length=3000)
    correction = _line("correction", "Write what is true.")
    source = _line("source", "Give the page that says so. A claim without a source cannot be used.")
    owner = _line("owner", "Say who keeps it true.")
    expires_on = forms.DateField(
        input_formats=FORMATS,
        error_messages={
            "required": "Enter the day until which the source is good.",
            "invalid": "Enter a day, such as 27/11/2026.",
        },
    )

    def draft(self) -> Draft:
        """What the form says."""
        data = dict(self.cleaned_data)
        return Draft(**data | {"wordings": tuple(data["wordings"].splitlines())})


class CorrectionForm(HouseForm):
    """A correction as it goes out."""

    step = "correct"
    key = forms.RegexField(r"^[0-9a-f]{32}$", error_messages={"required": "Reload the page and send the form again."})
    claim = forms.CharField(max_length=50, error_messages={"required": "Choose the claim that it states."})
    words = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write the correction."})


def as_it_is(claim: FalseClaim) -> dict[str, str]:
    """What the form shows of an entry before anybody changes it."""
    first, others = wordings(claim)
    plain = {name: getattr(claim, name) for name in ("correction", "source", "owner")}
    return {**plain, "claim": first, "wordings": "\n".join(others), "expires_on": f"{claim.expires_on:%d/%m/%Y}"}
