"""The desk's forms: their fields and what can be said without a rule of the house. Rules stand in the services."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from evenhand.cases import pausing, queue
from evenhand.cases.answering import OUTCOMES
from evenhand.cases.deciding import BREACH_MEASURES
from evenhand.cases.errors import RefusedError
from evenhand.rights.packs import PURPOSES
from evenhand.sanctions.models import CHARACTERISTICS

LONGEST = 5000
LONGEST_ID = 18
"""So many digits every store holds; Python refuses to read some thousands."""


class HouseForm(forms.Form):
    """A form whose refusals by a service are shown like its own errors. `step` is the part of the page it stands in."""

    step = ""

    def as_written(self) -> None:
        """Show what was typed as it stands, without a word on what it lacks: nothing was sent yet."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def refuse(self, error: RefusedError) -> None:
        """Show a service's refusal at its field, or at the top."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


def _words(message: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=LONGEST,
        error_messages={"required": message, "max_length": f"Write at most {LONGEST:,} characters."},
    )


def _reason(message: str, *, required: bool = True) -> forms.CharField:
    """Why a case ended, which stands with the case."""
    most = f"Write at most {queue.LONGEST_REASON} characters."
    return forms.CharField(
        required=required,
        max_length=queue.LONGEST_REASON,
        error_messages={"required": message, "max_length": most},
    )


def _key() -> forms.RegexField:
    again = "Reload the page and send the form again."
    return forms.RegexField(r"^[0-9a-f]{32}$", error_messages={"required": again, "invalid": again})


def ids(given: Iterable[object]) -> tuple[int, ...]:
    """The ids among what a browser sent; what is none is left out."""
    return tuple(int(one) for one in map(str, given) if one.isascii() and one.isdigit() and len(one) <= LONGEST_ID)


class UsedField(forms.Field):
    """The approved answers that somebody began with: ids of their words, each in a box to untick."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> tuple[int, ...]:
        """The ids; what is none is left out."""
        return ids(value if isinstance(value, list) else [])


def new_key() -> str:
    """A key that makes a form sent twice count once."""
    return uuid.uuid4().hex


class DecisionForm(HouseForm):
    """A decision on a contribution, and the answer to the question in it."""

    step = "decide"
    key = _key()
    guideline = forms.CharField(
        max_length=50,
        error_messages={"required": "Choose the guideline that it breaches, or ‘It stays up’."},
    )
    facts = _words("Say what in it led to your decision.")
    measures = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in BREACH_MEASURES])
    characteristic = forms.ChoiceField(required=False, choices=[("", ""), *CHARACTERISTICS])
    false_claim = forms.CharField(required=False, max_length=50)
    harm = _reason("", required=False)
    told = _reason("", required=False)
    answer = _words("Write the answer.", required=False)
    answer_privately = forms.BooleanField(required=False)
    used = UsedField(required=False)


class AnswerForm(HouseForm):
    """How a case that asks for something ends: answered, redirected or closed with a reason."""

    step = "answer"
    key = _key()
    outcome = forms.ChoiceField(
        choices=[("answered", "Answered"), *OUTCOMES.items()],
        error_messages={"required": "Choose how this ends."},
    )
    answer = _words("Write the answer.", required=False)
    answer_privately = forms.BooleanField(required=False)
    used = UsedField(required=False)
    reason = _reason("Say where the person was sent, or why there is no answer.", required=False)

    def clean(self) -> dict[str, Any]:
        """The words that the outcome needs."""
        data = super().clean() or {}
        if data.get("outcome") == "answered" and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Write the answer.")
        return data


class ConfirmationForm(HouseForm):
    """The word of one person that a contribution is discriminatory."""

    step = "confirm"
    characteristic = forms.ChoiceField(
        choices=CHARACTERISTICS, error_messages={"required": "Choose the protected characteristic."}
    )
    reason = _words("Say why it is discriminatory.")


class BlockForm(HouseForm):
    """An approver's answer to a proposed block."""

    step = "block"
    answer = forms.ChoiceField(
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        error_messages={"required": "Choose whether to block the author."},
    )
    reason = _reason("Say why the author is not blocked.", required=False)


class BlockReviewForm(HouseForm):
    """Whether a block is still needed, and why."""

    step = "block_review"
    answer = forms.ChoiceField(
        choices=[("keep", "Keep"), ("lift", "Lift")],
        error_messages={"required": "Choose whether the block is still needed."},
    )
    reason = _reason("Say why.")


class ReasonForm(HouseForm):
    """One reason."""

    step = "emergency"
    reason = _words("Give the reason.")


class PauseForm(HouseForm):
    """Why a case waits."""

    step = "pause"
    reason = forms.CharField(
        max_length=pausing.LONGEST,
        error_messages={
            "required": "Say what you are waiting for.",
            "max_length": f"Say it in at most {pausing.LONGEST} characters.",
        },
    )


class AppealForm(HouseForm):
    """How an appeal ends, and the reasons that its author reads; `which` of several was taken back."""

    step = "appeal"
    ended = forms.ChoiceField(
        choices=[
            ("upheld", "Upheld"),
            ("turned_down", "Turned down"),
            ("repeated", "Nothing new"),
            ("withdrawn", "Taken back"),
        ],
        error_messages={"required": "Choose how the appeal ends."},
    )
    which = forms.IntegerField(required=False)
    reasons = _words("Give the reasons. Whoever appealed will read them.")


class FindForm(HouseForm):
    """Which decision an appeal is against."""

    step = "find"
    decision = forms.IntegerField(required=False)
    where = forms.CharField(required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and not data.get("decision") and not data.get("where"):
            self.add_error("where", "Choose the decision, or enter the number of our letter or a link to the comment.")
        return data


class HandForm(HouseForm):
    """An appeal by telephone, letter or e-mail."""

    step = "hand"
    words = _words("Write down what they said, and how they asked.")


class CloseForm(HouseForm):
    """Why an appeal is against nothing."""

    step = "close"
    reasons = _words("Say why there is nothing to look at again. It stays on record.")


class StatementForm(HouseForm):
    """The words of a statement of reasons, and which edit of them was seen."""

    step = "statement"
    words = forms.CharField(
        max_length=LONGEST,
        strip=True,
        error_messages={
            "required": "Write the statement, or reload the page for its words.",
            "max_length": f"Write at most {LONGEST:,} characters.",
        },
    )
    seen = forms.IntegerField(min_value=0, error_messages={"required": "Reload the page and send the form again."})


class NoticeForm(HouseForm):
    """A notice of complaint, as it came in."""

    step = "notice"
    received_at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": "Say when it came in.", "invalid": "Give a day and a time."},
    )
    complainant = forms.CharField(max_length=200, error_messages={"required": "Write down who complains."})
    contact = forms.CharField(max_length=300, error_messages={"required": "Write down how they can be reached."})
    words = _words("Write down the words that they complain of.")
    why = _words("Write down why they say that these are defamatory.")


class HoldForm(HouseForm):
    """A legal hold on a case or its author."""

    step = "hold"
    on = forms.ChoiceField(
        choices=[("case", "case"), ("author", "author")], error_messages={"required": "Choose what to hold."}
    )
    why = _words("Say why it is held.")


class LiftForm(HouseForm):
    """Why a hold is lifted."""

    step = "lift"
    lifted_why = _words("Say why it is lifted.")


class PackForm(HouseForm):
    """For whom an evidence pack is made."""

    step = "pack"
    purpose = forms.ChoiceField(
        choices=list(PURPOSES.items()), error_messages={"required": "Choose for whom the pack is."}
    )
    reference = forms.CharField(max_length=40, error_messages={"required": "Give their number for it."})


class TaskForm(HouseForm):
    """How a manual task ended."""

    ended = forms.ChoiceField(
        choices=[("done", "Done"), ("could_not", "Could not be done")],
        error_messages={"required": "Choose whether you did it."},
    )
    note = forms.CharField(required=False, max_length=500)


class ClosingDoneForm(TaskForm):
    """How it ended to close or open comments by hand; `doing` is which of the two the page asked for."""

    step = "done"
    doing = forms.ChoiceField(
        choices=[("closing", "Closing"), ("opening", "Opening")], error_messages={"required": "Reload the page."}
    )


class ChosenField(forms.Field):
    """Ids that were ticked; what is none is left out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> tuple[int, ...]:
        """The ids."""
        return ids(value if isinstance(value, list) else [])


class TogetherForm(HouseForm):
    """Which texts alike to hide together, and why."""

    step = "together"
    chosen = ChosenField(required=False)
    reason = _reason("Say why they are hidden.")
    key = _key()


class UndoForm(HouseForm):
    """Why what was hidden together is shown again."""

    step = "undo"
    reason = _reason("Say why they are shown again.")


class SecondLookForm(HouseForm):
    """What somebody would decide who does not know what was decided."""

    step = "second_look"
    guideline = forms.CharField(
        max_length=50,
        error_messages={"required": "Choose what you would decide.", "max_length": "Choose one of these."},
    )
    reason = _reason("", required=False)
