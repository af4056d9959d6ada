"""From a checked form to the services for people at risk: one function a form."""

from __future__ import annotations

from evenhand.care import helping, raising
from evenhand.care.models import Outcome
from evenhand.care.replying import Reply
from evenhand.care.replying import reply as send
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.desk.forms import HouseForm
from evenhand.desk.steps import Step
from evenhand.people.models import User


def reply(case: Case, user: User, form: HouseForm) -> None:
    """Write to the author."""
    send(case, user, Reply(**form.cleaned_data))


def advice(case: Case, user: User, form: HouseForm) -> None:
    """Give advice."""
    helping.advise(case, user, form.cleaned_data["words"], no_danger=form.cleaned_data["danger"] == "no_danger")


def hand_over(case: Case, user: User, form: HouseForm) -> None:
    """Hand the case over."""
    chosen = form.cleaned_data["to"]
    to = None if chosen == "lead" else User.objects.filter(pk=int(chosen)).first()
    if chosen != "lead" and to is None:
        raise RefusedError("This person is not there any more. Choose somebody else.", "to")
    helping.hand_over(case, user, to, form.cleaned_data["words"])


def follow_up(case: Case, user: User, form: HouseForm) -> None:
    """Set the timer."""
    helping.follow_up(case, user, form.cleaned_data["due"], form.cleaned_data["words"])


def end(case: Case, user: User, form: HouseForm) -> None:
    """Close the case with its outcome."""
    data = form.cleaned_data
    if data["kind"] == Outcome.Kind.NO_DANGER:
        helping.close_without_danger(case, user, data["words"])
    else:
        helping.close_helped(case, user, data["done"], data["told"], data["words"])


def raise_it(case: Case, user: User, form: HouseForm) -> None:
    """Say that somebody may be at risk."""
    raising.raise_at_risk(case, user, form.cleaned_data["worry"], another=form.cleaned_data["another"])


STEPS: dict[str, tuple[Step, str]] = {
    "reply": (reply, "Your reply is on its way. The case stays open until you record what was done."),
    "advice": (advice, "Your advice is recorded."),
    "hand_over": (hand_over, "The case is handed over."),
    "follow_up": (follow_up, "The case comes back by itself."),
    "end": (end, "What was done is recorded, and the case is closed."),
}
