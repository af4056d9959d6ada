"""The forms around our posts: what they are, closing comments, the watch-list. Rules stand in the services."""

from __future__ import annotations

from django import forms

from evenhand.actions import closing
from evenhand.cases import posts
from evenhand.cases.watching import Watched
from evenhand.desk.adding_forms import MOMENT
from evenhand.desk.forms import HouseForm
from evenhand.desk.staff_forms import FORMATS


def _why(message: str, *, required: bool = True, most: int = 500) -> forms.CharField:
    told = {"required": message, "max_length": f"Write at most {most} characters."}
    return forms.CharField(required=required, max_length=most, error_messages=told)


class PostForm(HouseForm):
    """What a post is for, and whether it is sensitive."""

    step = "post"
    purpose = forms.ChoiceField(required=False, choices=[("", ""), *posts.PURPOSES.items()])
    sensitive = forms.BooleanField(required=False)
    why = _why("", required=False, most=posts.LONGEST_WHY)


class CloseCommentsForm(HouseForm):
    """Why comments are closed, and until when."""

    step = "close"
    reason = _why("Say why comments are closed. People come to this channel for help.", most=closing.MOST_WHY)
    until = forms.DateTimeField(
        input_formats=[MOMENT],
        error_messages={"required": "Say when comments open again.", "invalid": "Give a day and a time."},
    )


class ClosingAnswerForm(HouseForm):
    """What the other person says."""

    step = "answer"
    answer = forms.ChoiceField(
        choices=[("approve", "Close them"), ("refuse", "Leave them open")],
        error_messages={"required": "Choose whether comments are closed."},
    )
    why = _why("", required=False)


class WatchForm(HouseForm):
    """A court case to watch."""

    step = "watch"
    title = forms.CharField(max_length=200, error_messages={"required": "Say which court case it is."})
    names = forms.CharField(
        max_length=5000, error_messages={"required": "Give at least one name or number that people may write."}
    )
    court = forms.CharField(required=False, max_length=200)
    why = _why("Say why it is watched.")
    until = forms.DateField(
        input_formats=FORMATS,
        error_messages={
            "required": "Enter the day until which it is watched.",
            "invalid": "Enter a day, such as 27/11/2026.",
        },
    )

    def watched(self) -> Watched:
        """What the list is to hold."""
        data = self.cleaned_data
        return Watched(data["title"], tuple(data["names"].splitlines()), data["court"], data["why"], data["until"])
