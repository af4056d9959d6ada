"""From a checked form to the services: one function a form. Rules stand in the services, not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from evenhand.cases import answering, deciding, pausing
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import ASKED, Case, Decision
from evenhand.channels.models import Channel
from evenhand.desk.choices import KEEP
from evenhand.desk.forms import HouseForm
from evenhand.people.models import User
from evenhand.people.permissions import Permission, may
from evenhand.sanctions import blocks, discrimination, reviewing, threats, undone
from evenhand.sanctions.appeals import against, receiving
from evenhand.sanctions.appeals import deciding as appealing
from evenhand.sanctions.models import Appeal, Confirmation, ThreatGround
from evenhand.support import handling, masks, replying
from evenhand.support.appeals import linked_by

Step = Callable[[Case, User, HouseForm], Case | None]
"""Gives the case in which it goes on, where that is another."""

FORM_OF: dict[str, str] = {
    **dict.fromkeys(ASKED, "answer"),
    Case.Kind.MEMBER_REPORT: "answer",
    Case.Kind.SAFEGUARDING: "care",
    Case.Kind.CONFIRMATION: "confirm",
    Case.Kind.BLOCK_APPROVAL: "block",
    Case.Kind.BLOCK_REVIEW: "block_review",
}
PERMISSION_OF: dict[str, Permission] = {
    "decide": "decide",
    "answer": "decide",
    "care": "see_safeguarding",
    "confirm": "confirm_discrimination",
    "block": "approve_block",
    "block_review": "approve_block",
    "appeal": "decide",
}


def form_of(case: Case) -> str:
    """The form that a case asks for: a comment that others reported is decided, a message that reports is answered.

    So with appeals: what is appealed against is looked at again, a message that appeals to nothing known is answered.
    """
    if case.kind == Case.Kind.APPEAL:
        return "appeal" if case.appeals.exists() else "answer"
    reported = case.kind == Case.Kind.MEMBER_REPORT and (case.reports.exists() or case.form_reports.exists())
    return "decide" if reported else FORM_OF.get(case.kind, "decide")


@transaction.atomic
def decide(case: Case, user: User, form: HouseForm) -> None:
    """Decide; say the first word on discrimination; answer the open question of the same contribution."""
    if form_of(case) == "appeal":
        raise RefusedError("An appeal is upheld or turned down, not decided anew. Reload the page.")
    data = form.cleaned_data
    breach = data["guideline"] != KEEP
    choice = deciding.Choice(
        verdict="breach" if breach else "no_breach",
        guideline=data["guideline"],
        facts=data["facts"],
        key=data["key"],
        measures=tuple(data["measures"]) if breach else (),
        false_claim=data["false_claim"],
        told=data["told"],
        harm=data["harm"],
    )
    decision = deciding.decide(case, user, choice)
    if discrimination.needs_confirmation(decision) and may(user, "confirm_discrimination"):
        _first_word(decision, user, data["characteristic"], data["facts"])
    if data["answer"]:
        question = open_question(case)
        if question is None:
            raise RefusedError("The question was closed in the meantime. Take the answer out.", "answer")
        _sent(question, user, _reply(data, f"{data['key']}-answer"))


@transaction.atomic
def answer(case: Case, user: User, form: HouseForm) -> None:
    """Answer, redirect, or close with a reason; an appeal to nothing that stands ends with it."""
    data = form.cleaned_data
    appeal = Appeal.objects.filter(message=case.contribution, decision__isnull=True, state=Appeal.State.OPEN).first()
    if case.kind == Case.Kind.APPEAL and appeal is not None:
        appealing.close(appeal, user, data["reason"] or data["answer"])
    if data["outcome"] == "answered":
        _sent(case, user, _reply(data, data["key"]))
    else:
        answering.close_without_answer(case, user, data["outcome"], data["reason"])


def _sent(case: Case, user: User, reply: replying.Reply) -> None:
    replying.answer(case, user, reply)
    handling.stopped_writing(case, user)


def _reply(data: dict[str, Any], key: str) -> replying.Reply:
    return replying.Reply(data["answer"], key, privately=data["answer_privately"], used=data["used"])


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
    ground = blocks.proposed(case.contribution)
    if ground is None:
        raise RefusedError("No block is proposed here any more. Go back to the list.")
    if data["answer"] == "approve":
        blocks.approve(ground, user)
    else:
        blocks.refuse(ground, user, data["reason"])


def block_review(case: Case, user: User, form: HouseForm) -> None:
    """Say whether a block is still needed."""
    data = form.cleaned_data
    if data["answer"] == "keep":
        reviewing.keep(case, user, data["reason"])
    else:
        blocks.lift_after_review(case, user, data["reason"])


def appeal(case: Case, user: User, form: HouseForm) -> None:
    """Uphold an appeal, turn it down, close it with the earlier outcome, or note that it was taken back."""
    data, found = form.cleaned_data, open_appeal(case)
    if data["ended"] == Appeal.State.WITHDRAWN:
        which = Appeal.objects.filter(case=case, pk=data["which"]).first() if data["which"] else None
        appealing.take_back(which or found, user, data["reasons"])
    else:
        appealing.decide(found, user, data["ended"], data["reasons"])


def find(case: Case, user: User, form: HouseForm) -> None:
    """Say which decision the message of a case appeals against."""
    appeal = receiving.by_message(case.contribution)
    receiving.found(appeal, decision_in(form, case.contribution.channel), Appeal.How.PERSON, user)


def by_hand(case: Case, user: User, form: HouseForm) -> None:
    """Write down an appeal that came in another way, against the decision on a case's contribution."""
    decision = against.last_on(case.contribution)
    if decision is None:
        raise RefusedError("No decision stands here that could be appealed against.", "words")
    masks.have_judged(receiving.by_hand(decision, user, form.cleaned_data["words"]))


def decision_in(form: HouseForm, channel: Channel) -> Decision:
    """The decision that a form names: one of those listed, or by its number or a link to the comment."""
    listed, said = form.cleaned_data["decision"], form.cleaned_data["where"]
    if listed:
        found = Decision.objects.filter(pk=listed).select_related("contribution").first()
    else:
        linked = linked_by(channel, said)
        found = against.by_number(said) or (against.last_on(linked) if linked is not None else None)
    if found is None:
        raise RefusedError("No decision of ours that stands is named by this. Check the number or the link.", "where")
    return found


def open_appeal(case: Case) -> Appeal:
    """The appeal that a case is decided on: the open one, else the one that ended last."""
    rows = Appeal.objects.filter(case=case, joined_to__isnull=True).order_by("-pk")
    found = rows.filter(state=Appeal.State.OPEN).first() or rows.first()
    if found is None:
        raise RefusedError("There is no appeal here any more. Go back to the list of appeals.")
    return found


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
