"""The form of the register of people featured: its fields. Rules stand in `care.register`."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.care.register import Entry
from evenhand.desk.forms import HouseForm
from evenhand.intake.models import Post

LISTED = 30  # posts to choose from
FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d %B %Y"]


def _day(message: str, *, required: bool = False) -> forms.DateField:
    wrong = "Enter a day, such as 27/11/2026."
    return forms.DateField(
        required=required, input_formats=FORMATS, error_messages={"required": message, "invalid": wrong}
    )


class StaffForm(HouseForm):
    """Somebody on the register."""

    step = "staff"
    name = forms.CharField(max_length=200, error_messages={"required": "Enter their name."})
    aliases = forms.CharField(required=False, max_length=2000)
    languages = forms.CharField(required=False, max_length=200)
    contact_name = forms.CharField(max_length=200, error_messages={"required": "Enter whom they chose to be told."})
    contact_email = forms.EmailField(
        error_messages={"required": "Enter the e-mail address of their contact.", "invalid": "Enter an e-mail address."}
    )
    consented_on = _day("Enter the day on which they agreed.", required=True)
    withdrawn_on = _day("")
    shown_from = _day("Enter the day from which they are shown.", required=True)
    shown_until = _day("")
    posts = forms.ModelMultipleChoiceField(queryset=Post.objects.none(), required=False)
    link = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, posts: list[int], **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.fields["posts"].queryset = Post.objects.filter(pk__in=posts)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        """The post that a link or an id names, an advert among them."""
        data = super().clean() or {}
        link = str(data.get("link", "")).strip()
        if link:
            found = Post.objects.filter(permalink=link).first() or Post.objects.filter(external_id=link).first()
            if found is None:
                self.add_error("link", "No post of ours that we have seen has this link or number. Check it.")
            data["linked"] = found
        return data

    def entry(self) -> Entry:
        """What the register is to hold."""
        data = self.cleaned_data
        aliases = tuple(" ".join(line.split()) for line in data["aliases"].splitlines() if line.strip())
        kept = ("name", "languages", "contact_name", "contact_email")
        days = ("consented_on", "withdrawn_on", "shown_from", "shown_until")
        said = {field: " ".join(data[field].split()) for field in kept}
        return Entry(aliases=aliases, **{**said, **{field: data[field] for field in days}})

    def chosen(self) -> list[Post]:
        """The posts in which they are featured."""
        linked = self.cleaned_data.get("linked")
        return list({post.pk: post for post in (*self.cleaned_data["posts"], *([linked] if linked else []))}.values())


class SummaryForm(HouseForm):
    """The days that a summary is about."""

    step = "summary"
    since = _day("Enter the first day.", required=True)
    until = _day("Enter the last day.", required=True)
