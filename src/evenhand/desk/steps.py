"""From a checked form to the services: one function a form. Rules stand in the services, not here."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from evenhand.cases import answering, deciding, pausing
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.desk.choices import KEEP
from evenhand.desk.forms import HouseForm
from evenhand.people.models import User
from evenhand.people.permissions import Permission, may
from evenhand.sanctions import blocks, discrimination, threats, undone
from evenhand.sanctions.models import Confirmation, LadderGround, ThreatGround

Step = Callable[[Case, User, HouseForm], None]

FORM_OF: dict[str, str] = {
    Case.Kind.QUESTION: "answer",
    Case.Kind.MEMBER_REPORT: "answer",
    Case.Kind.SAFEGUARDING: "answer",
    Case.Kind.APPEAL: "answer",
    Case.Kind.CONFIRMATION: "confirm",
    Case.Kind.BLOCK_APPROVAL: "block",
}
PERMISSION_OF: dict[str, Permission] = {
    "decide": "decide",
    "answer": "decide",
    "confirm": "confirm_discrimination",
    "block": "approve_block",
}


def form_of(case: Case) -> str:
    """The form that a case asks for: a comment that others reported is decided, a message that reports is answered."""
    reported = case.kind == Case.Kind.MEMBER_REPORT and case.reports.exists()
    return "decide" if reported else FORM_OF.get(case.kind, "decide")


@transaction.atomic
def decide(case: Case, user: User, form: HouseForm) -> None:
    """Decide; say the first word on discrimination; answer the open question of the same contribution."""
    data = form.cleaned_data
    breach = data["guideline"] != KEEP
    choice = deciding.Choice(
        verdict="breach" if breach else "no_breach",
        guideline=data["guideline"],
        facts=data["facts"],
        key=data["key"],
        measures=tuple(data["measures"]) if breach else (),
        false_claim=data["false_claim"],
    )
    decision = deciding.decide(case, user, choice)
    if discrimination.needs_confirmation(decision) and may(user, "confirm_discrimination"):
        _first_word(decision, user, data["characteristic"], data["facts"])
    if data["answer"]:
        question = open_question(case)
        if question is None:
            raise RefusedError("The question was closed in the meantime. Take the answer out.", "answer")
        answering.answer(
            question, user, data["answer"], key=f"{data['key']}-answer", privately=data["answer_privately"]
        )


def answer(case: Case, user: User, form: HouseForm) -> None:
    """Answer, redirect, or close with a reason."""
    data = form.cleaned_data
    if data["outcome"] == "answered":
        answering.answer(case, user, data["answer"], key=data["key"], privately=data["answer_privately"])
    else:
        answering.close_without_answer(case, user, data["outcome"], data["reason"])


def confirm(case: Case, user: User, form: HouseForm) -> None:
    """Say that the contribution of a confirmation case is discriminatory."""
    decision = _upheld(case)
    if decision is None:
        raise RefusedError("There is no decision here to confirm. Go back to the queue.")
    discrimination.confirm(decision, user, form.cleaned_data["characteristic"], form.cleaned_data["reason"])


def block(case: Case, user: User, form: HouseForm) -> None:
    """Approve or refuse the proposed block, or say what follows where one could not be done."""
    data, waiting = form.cleaned_data, undone.waiting(case.contribution)
    if waiting is not None:
        undone.answer(waiting, user, blocked=data["answer"] == "approve", reason=data["reason"])
        return
    ground = ladder_ground(case)
    if ground is None:
        raise RefusedError("No block is proposed here any more. Go back to the list.")
    if data["answer"] == "approve":
        blocks.approve(ground, user)
    else:
        blocks.refuse(ground, user, data["reason"])


def pause(case: Case, user: User, form: HouseForm) -> None:
    """Let the case wait for its author."""
    pausing.pause(case, user, form.cleaned_data["reason"])


def resume(case: Case, user: User, _form: HouseForm) -> None:
    """Go on with a case that waited."""
    pausing.resume(case, user)


def emergency(case: Case, user: User, form: HouseForm) -> None:
    """Order the emergency block for a credible threat."""
    decision = threat_decision(case)
    if decision is None:
        raise RefusedError("Decide first that it breaches the guideline on threats.")
    threats.block_for_threat(decision, user, form.cleaned_data["reason"])


def open_question(case: Case) -> Case | None:
    """The open question in the same contribution."""
    rows = Case.objects.filter(contribution=case.contribution, kind=Case.Kind.QUESTION, state=Case.State.OPEN)
    return rows.first()


def ladder_ground(case: Case) -> LadderGround | None:
    """The later breach that proposes a block for the case's contribution, while there is no block of it."""
    rows = LadderGround.objects.filter(strike__contribution=case.contribution, block__isnull=True)
    return rows.select_related("warning__guideline", "strike__decision__guideline").order_by("-pk").first()


def threat_decision(case: Case) -> Decision | None:
    """The upheld decision that an emergency block could stand on; None when there is none, or a block already."""
    if ThreatGround.objects.filter(contribution=case.contribution).exists():
        return None
    decision = _upheld(case)
    if decision is None or decision.guideline.code != "threat" or decision.contribution.author_id is None:
        return None
    return decision if decision.assessment.outcome == "escalate" else None


def confirmations(case: Case) -> list[Confirmation]:
    """Who has confirmed so far."""
    return list(Confirmation.objects.filter(contribution=case.contribution).select_related("person").order_by("pk"))


def _upheld(case: Case) -> Decision | None:
    rows = Decision.objects.filter(contribution=case.contribution, superseded_by__isnull=True)
    rows = rows.filter(verdict=Decision.Verdict.BREACH, actor=Decision.Actor.PERSON)
    return rows.select_related("guideline", "assessment", "contribution", "version").order_by("-pk").first()


def _first_word(decision: Decision, user: User, characteristic: str, reason: str) -> None:
    if Confirmation.objects.filter(contribution=decision.contribution, person=user).exists():
        return  # the same form sent twice
    discrimination.confirm(decision, user, characteristic, reason)
