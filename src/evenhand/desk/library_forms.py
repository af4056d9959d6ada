"""The forms of the library of approved answers. What may be kept is said by support.library."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from evenhand.desk.forms import LONGEST, HouseForm
from evenhand.support import library
from evenhand.support.models import AnswerVersion
from evenhand.support.models.answers import LANGUAGES

MONTHS = {"3": "In 3 months", "6": "In 6 months", "12": "In 12 months"}
DAYS_A_MONTH = 30


def _line(name: str, message: str, *, required: bool = True) -> forms.CharField:
    most = library.LONGEST[name]
    told = {"required": message, "max_length": f"Write at most {most} characters."}
    return forms.CharField(required=required, max_length=most, error_messages=told)


def _text(message: str = "", *, required: bool = False) -> forms.CharField:
    told = {"required": message, "max_length": f"Write at most {LONGEST:,} characters."}
    return forms.CharField(required=required, max_length=LONGEST, error_messages=told)


class EntryForm(HouseForm):
    """One approved answer. `seen` is the version that was read before it was changed (0: a new one)."""

    step = "entry"
    title = _line("title", "Give the title.")
    topic = _line("topic", "Give the topic.")
    asked = _text()
    owner = _line("owner", "Say who keeps it true.")
    source = _line("source", "Give the page that says so, as a link that begins with https://.")
    words_en = _text("Write the answer in English.", required=True)
    words_cy = _text()
    checked = forms.MultipleChoiceField(required=False, choices=list(LANGUAGES.items()))
    review_in = forms.ChoiceField(
        choices=list(MONTHS.items()), error_messages={"required": "Choose when it is looked at again."}
    )
    why = _line("why", "", required=False)
    seen = forms.IntegerField(min_value=0, error_messages={"required": "Reload the page and send the form again."})

    def refuse(self, error: Exception) -> None:
        """As HouseForm; the date that a service speaks of is chosen in months here."""
        field = {"review_on": "review_in"}.get(getattr(error, "field", ""), getattr(error, "field", ""))
        self.add_error(field if field in self.fields else None, str(error))

    def draft(self) -> library.Draft:
        """What the form says, as the library takes it."""
        data = self.cleaned_data
        return library.Draft(
            title=data["title"],
            topic=data["topic"],
            asked=data["asked"],
            owner=data["owner"],
            source=data["source"],
            review_on=_in_months(data["review_in"]),
            words={language: data[f"words_{language}"] for language in LANGUAGES},
            checked=frozenset(data["checked"]),
            why=data["why"],
        )


class RetireForm(HouseForm):
    """Why an answer is used no more."""

    step = "retire"
    why = _line("why", "Say why it is used no more.")


def as_it_is(version: AnswerVersion) -> dict[str, object]:
    """What the form shows of a version before anybody changes it. A new check is asked for each time."""
    words = {f"words_{text.language}": text.words for text in version.texts.all()}
    fields = {name: getattr(version, name) for name in ("title", "topic", "asked", "owner", "source")}
    return {**fields, **words, "review_in": "6", "seen": version.number}


def _in_months(number: str) -> date:
    return timezone.localdate() + timedelta(days=DAYS_A_MONTH * int(number))
