"""One case: reading it, deciding it, answering it, and watching what follows on the platform."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.care import alerts, helping, revealing, staff
from evenhand.cases import conflict, pausing
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.models import Case
from evenhand.cases.rights import INDIVIDUAL
from evenhand.desk import (
    answer_box,
    appeal_page,
    care_page,
    claim_page,
    listing,
    report_page,
    staff_page,
    steps,
    words,
    working_together,
)
from evenhand.desk.access import needs, person
from evenhand.desk.care_forms import FORMS, RaiseForm
from evenhand.desk.care_steps import STEPS, raise_it
from evenhand.desk.case_page import CasePage, actions_of, gather
from evenhand.desk.choices import offer
from evenhand.desk.claim_forms import CorrectionForm
from evenhand.desk.forms import (
    AnswerForm,
    AppealForm,
    BlockForm,
    BlockReviewForm,
    ConfirmationForm,
    DecisionForm,
    FindForm,
    HandForm,
    HouseForm,
    PauseForm,
    ReasonForm,
    new_key,
)
from evenhand.desk.visible import visible
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import available
from evenhand.rights import access, notices
from evenhand.sanctions import reviewing, second_word, undone
from evenhand.sanctions.appeals import against
from evenhand.sanctions.appeals.letters import NAMES, letter_of
from evenhand.sanctions.blocks import block_of, proposed

CONFLICT = 409
DECIDES = {"decide", "answer", "confirm", "block", "block_review", "appeal"}
"""Forms that nobody is shown about what names them."""
UNPROCESSABLE = 422


@require_safe
@needs("see_queue")
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page. That somebody read what is sensitive goes on record."""
    found = case_of(person(request), case_id)
    access.note_read(found, person(request))
    return _page(request, found)


@require_safe
@needs("see_queue")
def progress(request: HttpRequest, case_id: int) -> HttpResponse:
    """How far the actions are: the part of the page that htmx asks for again."""
    found = case_of(person(request), case_id)
    actions = actions_of(found.contribution, person(request))
    running = any(action.state in {"planned", "trying", "unknown"} for action in actions)
    place = {"case": found, "actions": actions, "running": running, "words": words}
    return render(request, "desk/parts/actions.html", place)


@require_POST
@needs("see_safeguarding")
def reveal(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page with the masked detail open, once; that it was opened is on record before it is shown."""
    user = person(request)
    found = case_of(user, case_id)
    revealing.reveal(found, user)
    return _page(request, found, reveal=True)


@require_POST
@needs("see_safeguarding")
def care(request: HttpRequest, case_id: int, step: str) -> HttpResponse:
    """One step for a person at risk: reply, advice, hand-over, follow-up or its end."""
    if step not in FORMS:
        raise Http404
    taken, said = STEPS[step]
    return act(request, case_id, FORMS[step](request.POST), taken, said)


@require_POST
@needs("decide")
def raise_at_risk(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that somebody may be at risk, which opens a case beside this one."""
    said = "A case of a person at risk is open beside this one."
    said += " Nobody is on call: ring a safeguarding lead now." if alerts.is_nobody() else " Who is on call is alerted."
    return act(request, case_id, RaiseForm(request.POST), raise_it, said)


@require_POST
@needs("decide")
def aimed_case(request: HttpRequest, case_id: int, contribution_id: int) -> HttpResponse:
    """A case of its own for one of many contributions aimed at somebody."""
    found = case_of(person(request), case_id)
    about = get_object_or_404(Contribution, pk=contribution_id)
    try:
        with transaction.atomic():
            opened = staff.open_one(found, about)
    except RefusedError as error:
        messages.warning(request, str(error))
        return redirect("desk:case", found.pk)
    return redirect("desk:case", opened.pk)


@require_POST
@needs("decide")
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Decide, and answer the question in it if there is one."""
    form = DecisionForm(request.POST)
    return act(request, case_id, form, steps.decide, "Your decision is recorded.")


@require_POST
@needs("decide")
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer, redirect, or close with a reason."""
    return act(request, case_id, AnswerForm(request.POST), steps.answer, "Recorded.")


@require_POST
@needs("decide")
def correct(request: HttpRequest, case_id: int) -> HttpResponse:
    """Correct a false claim in public."""
    return act(request, case_id, CorrectionForm(request.POST), claim_page.correct, "The correction is on its way.")


@require_POST
@needs("decide")
def use(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put an approved answer into the box; nothing is sent or kept by that."""
    found = case_of(person(request), case_id)
    form_class = DecisionForm if steps.form_of(found) == "decide" else AnswerForm
    form, status = answer_box.with_answer(form_class, request.POST, found)
    return _page(request, found, form, status)


@require_POST
@needs("confirm_discrimination")
def confirm(request: HttpRequest, case_id: int) -> HttpResponse:
    """Confirm, as one of two people, that it is discriminatory."""
    return act(request, case_id, ConfirmationForm(request.POST), steps.confirm, "Your confirmation is recorded.")


@require_POST
@needs("approve_block")
def block(request: HttpRequest, case_id: int) -> HttpResponse:
    """Approve or refuse the block that a later breach proposes."""
    return act(request, case_id, BlockForm(request.POST), steps.block, "Your answer is recorded.")


@require_POST
@needs("approve_block")
def block_review(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say whether a block is still needed."""
    return act(request, case_id, BlockReviewForm(request.POST), steps.block_review, "Your answer is recorded.")


@require_POST
@needs("senior_override")
def emergency(request: HttpRequest, case_id: int) -> HttpResponse:
    """Block at once for a credible threat."""
    form = ReasonForm(request.POST, auto_id="id_emergency_%s")
    said = "The block is ordered. A second person must confirm it within one working day."
    return act(request, case_id, form, steps.emergency, said)


@require_POST
@needs("decide")
def appeal(request: HttpRequest, case_id: int) -> HttpResponse:
    """Uphold an appeal, turn it down, or see first what its author would read."""
    form = AppealForm(request.POST)
    if "preview" in request.POST:
        return _preview(request, case_id, form)
    return act(request, case_id, form, steps.appeal, "The appeal is ended, and the reasons are on record.")


@require_POST
@needs("decide")
def find(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say which decision a message appeals against."""
    said = "The appeal goes on in the case of what it is about."
    return act(request, case_id, FindForm(request.POST), steps.find, said)


@require_POST
@needs("decide")
def by_hand(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down an appeal that came by telephone, letter or e-mail."""
    said = "The appeal is written down, and a case for it is open."
    return act(request, case_id, HandForm(request.POST, auto_id="id_hand_%s"), steps.by_hand, said)


@require_POST
@needs("decide")
def pause(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let a case wait for its author, and its due time with it."""
    form = PauseForm(request.POST, auto_id="id_waiting_%s")
    return act(request, case_id, form, steps.pause, "The case waits, and its due time too.")


@require_POST
@needs("decide")
def resume(request: HttpRequest, case_id: int) -> HttpResponse:
    """Go on with a case that waited."""
    return act(request, case_id, HouseForm(request.POST), steps.resume, "The case goes on.")


def act(request: HttpRequest, case_id: int, form: HouseForm, step: steps.Step, said: str) -> HttpResponse:
    """Check the form, take the step, show the page; a refusal shows why and changes nothing."""
    user = person(request)
    found = case_of(user, case_id)
    if form.is_valid():
        try:
            goes_on = step(found, user, form)
        except ChangedError as error:
            form.refuse(error)
            return _page(request, case_of(user, case_id), form, CONFLICT)
        except ConflictError as error:
            conflict.hand_on(found, user)
            form.refuse(ConflictError(f"{error} The case is handed on."))
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, said)
            return redirect("desk:case", (goes_on or found).pk)
    return _page(request, case_of(user, case_id), form)


def _preview(request: HttpRequest, case_id: int, form: HouseForm) -> HttpResponse:
    """The page with the letter as it would be sent now; nothing is recorded."""
    found, letter = case_of(person(request), case_id), ""
    if form.is_valid() and form.cleaned_data["ended"] in NAMES:
        try:
            letter = letter_of(steps.open_appeal(found), form.cleaned_data["ended"], form.cleaned_data["reasons"])
        except RefusedError as error:
            form.refuse(error)
    return _page(request, found, form, 200 if letter else UNPROCESSABLE, letter)


def case_of(user: User, case_id: int) -> Case:
    """The case, where this person may see it."""
    rows = Case.objects.select_related(
        "contribution__channel", "contribution__author", "contribution__post", "contribution__disposition", "assessment"
    )
    return get_object_or_404(visible(user, rows), pk=case_id)


def _page(  # noqa: PLR0913 (what the page shows besides the case, each named by its caller)
    request: HttpRequest,
    found: Case,
    form: HouseForm | None = None,
    status: int = 0,
    letter: str = "",
    *,
    reveal: bool = False,
) -> HttpResponse:
    user = person(request)
    page = gather(found, user, reveal=reveal)
    can = _abilities(found, user)
    place = {
        "here": "queue",
        "page": page,
        "case": found,
        "contribution": page.contribution,
        "offer": offer(page.contribution, page.text.assessment),
        "form": form,
        "key": new_key(),
        "can": can,
        "can_wait": found.kind in pausing.CAN_WAIT and bool({"answer", "appeal"} & can),
        "can_write_privately": _privately(found),
        "individual": INDIVIDUAL in found.why,
        "emergency_for": steps.threat_decision(found) if may(user, "senior_override") else None,
        "next_case": listing.next_for(user) if found.state == Case.State.CLOSED else None,
        "confirmations": steps.confirmations(found),
        "review_days": settings.BLOCK_REVIEW_DAYS,
        "to_review": reviewing.block_in(found) if found.kind == Case.Kind.BLOCK_REVIEW else None,
        "blocked": block_of(page.contribution),
        "undone": undone.waiting(page.contribution) if found.kind == Case.Kind.BLOCK_APPROVAL else None,
        "to_link": second_word.asked_in(page.contribution) if found.kind == Case.Kind.BLOCK_APPROVAL else None,
        "proposed": proposed(page.contribution) if found.kind == Case.Kind.BLOCK_APPROVAL else None,
        "words": words,
        "letter": letter,
        "unheard": alerts.unheard(found),
        "nobody_to_hear": alerts.is_nobody(),
        "aimed": staff_page.gather(found, user),
        "care": _care(found, user, page),
        "reasons_for": against.last_on(page.contribution),
        "claims": claim_page.gather(page.contribution) if "decide" in can else (),
        "suggestions": answer_box.suggestions(found, page.text) if {"answer", "decide"} & can else (),
        "used": answer_box.used(form),
        "came_from": answer_box.came_from(page.decisions),
        "complaints": notices.of_case(found),
        "by_form": report_page.address_of(page.contribution),
        "form_reports": report_page.told_of(page.contribution) if may(user, "see_reporter") else None,
        "knows_complainant": may(user, "see_reporter") or may(user, "handle_rights"),
        **working_together.gather(found, user, page.text),
        **_of_appeals(found, user, can),
    }
    status = status or (UNPROCESSABLE if form is not None else 200)
    return render(request, "desk/case.html", place, status=status)


def _care(found: Case, user: User, page: CasePage) -> care_page.CarePage | None:
    """What the page shows of a person at risk, to whoever may see such cases."""
    if found.kind != Case.Kind.SAFEGUARDING:
        return None
    version = page.text.version
    return care_page.gather(found, user, version.text if version is not None else "")


def _of_appeals(found: Case, user: User, can: set[str]) -> dict[str, object]:
    """What the page shows of appeals: one to decide, the decision of one to find, or one to write down."""
    asks = found.kind == Case.Kind.APPEAL
    to_find = asks and "answer" in can
    by_hand = found.state == Case.State.CLOSED and not asks and may(user, "decide")
    return {
        "appeal": appeal_page.gather(found, user) if asks else None,
        "candidates": appeal_page.standing_against(found.contribution) if to_find else (),
        "to_find": to_find,
        "by_hand": against.last_on(found.contribution) if by_hand else None,
    }


def _abilities(found: Case, user: User) -> set[str]:
    """Which forms this person sees on this case."""
    if found.state != Case.State.OPEN:
        return set()
    wanted = steps.form_of(found)
    if not may(user, steps.PERMISSION_OF[wanted]) or (wanted == "care" and not helping.may_help(user)):
        return set()
    return {"named"} if wanted in DECIDES and conflict.is_named(user, found.contribution) else {wanted}


def _privately(found: Case) -> bool:
    contribution = found.contribution
    return not contribution.is_private and available(
        Platform(contribution.channel.platform), Operation.PRIVATE_REPLY, by_api=True
    )
