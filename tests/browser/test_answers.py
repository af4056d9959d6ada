"""The library and an approved answer in a real browser: with axe, by keyboard, at a desk and on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests import factories as make
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.cases.models import Case, Decision
from evenhand.desk.views.inbox import BOXES
from evenhand.support import handling
from evenhand.support.models import Answer, AnswerUse, Writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_of_the_library(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    page = sign_in(stories.user("lee", "responder_lead"))
    check(page, reverse("desk:answers"))
    make.answer(words={"en": "You can book a visit online.\n\nOr ring the prison.", "cy": "Trefnwch ar-lein."})
    make.answer("Parking", topic="travel", checked=frozenset())
    for address in (reverse("desk:answers"), reverse("desk:answer_new")):
        check(page, address)
    for answer in Answer.objects.all():
        check(page, reverse("desk:approved_answer", args=[answer.pk]))


def test_the_inbox_a_conversation_and_a_case_worked_on_together(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    mo, ann = stories.user("mo", "moderator", shown="Mo Lee"), stories.user("ann", "approver", shown="Ann Bevan")
    page = sign_in(mo)
    check(page, reverse("desk:inbox"))
    first = stories.case("How do I book a visit?", kind=Case.Kind.QUESTION, why=["The author asks a question."])
    stories.case("And on Sundays?", kind=Case.Kind.QUESTION, why=["The author asks a question."])
    stories.case("Under FOI, what did it cost?", kind=Case.Kind.FOI, why=["It asks by law."])
    handling.note(first, mo, "She rang twice.")
    handling.hand_over(first, mo, ann, "You know them.")
    for box in BOXES:
        check(page, f"{reverse('desk:inbox')}?box={box}")
    check(page, reverse("desk:thread", args=[first.contribution.author_id]))
    for case in Case.objects.all():
        check(page, reverse("desk:case", args=[case.pk]))


def test_who_else_writes_is_said_while_they_type_and_what_is_too_long_before_it_is_sent(
    sign_in: Callable[..., Page],
) -> None:
    stories.policy()
    where = stories.channel("x")
    case = stories.case("How do I book a visit?", kind=Case.Kind.QUESTION, why=["It asks."], on=where)
    address = reverse("desk:case", args=[case.pk])
    mine = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    mine.goto(address)
    mine.locator("#id_answer").press_sequentially("Hello")
    wait_for_writing(case)
    theirs = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    theirs.goto(address)
    theirs.get_by_text("Mo Lee is writing in this case now.").wait_for()
    theirs.fill("#id_answer", "x" * 281)
    theirs.get_by_text("It is 1 over.").wait_for()
    assert theirs.input_value("#id_answer") == "x" * 281
    status = theirs.locator("#writing-names").element_handle()
    with theirs.expect_response("**/others/"):  # as every 15 seconds
        theirs.evaluate(
            "htmx.ajax('GET', document.querySelector('#writing-names').getAttribute('hx-get'), '#writing-names')"
        )
    theirs.get_by_text("Mo Lee is writing in this case now.").wait_for()
    expect(theirs.get_by_text("It is 1 over.")).to_be_visible()
    assert status is not None
    assert status.evaluate("one => one.isConnected")


@pytest.mark.parametrize("kind", ["question", "review"])
def test_enter_sends_the_form_and_fills_in_no_approved_answer(sign_in: Callable[..., Page], kind: str) -> None:
    stories.policy()
    make.answer()
    insult = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
    review = stories.case("You clown, how do I book a visit?", insult)
    asked = stories.case("", of=review.contribution, kind=Case.Kind.QUESTION, why=["It asks."])
    page = sign_in(stories.user("mo", "moderator"))
    page.goto(reverse("desk:case", args=[(asked if kind == "question" else review).pk]))
    assert page.get_by_role("button", name="Put it in the box").count() == 1
    page.locator("input[type=radio]:visible, input[type=radio]").first.press("Enter")
    page.get_by_text("There is a problem").wait_for()
    assert page.input_value("#id_answer") == ""


def wait_for_writing(case: Case) -> None:
    """Until the page has told that somebody types."""
    for _ in range(100):
        if Writing.objects.filter(case=case).exists():
            return
        time.sleep(0.1)
    raise AssertionError("the page never told that somebody types")


def test_a_question_is_handed_over_by_keyboard_and_form(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    ann = stories.user("ann", "approver", shown="Ann Bevan")
    case = stories.case("How do I book a visit?", kind=Case.Kind.QUESTION, why=["It asks."])
    page = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    page.goto(reverse("desk:case", args=[case.pk]))
    page.locator("summary", has_text="Hand it over").press("Enter")
    page.select_option("#id_hand_over_to", str(ann.pk))
    page.fill("#id_hand_over_note", "You know them.")
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_text("Mo Lee handed it to Ann Bevan").wait_for()
    assert case.assignments.get(released_at=None).person == ann


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_question_is_answered_from_the_library(sign_in: Callable[..., Page], *, scripts: bool) -> None:
    stories.policy()
    make.answer()
    case = stories.case("How do I book a visit?", kind=Case.Kind.QUESTION, why=["The author asks a question."])
    page = sign_in(stories.user("mo", "moderator"), scripts=scripts)
    if scripts:
        check(page, reverse("desk:case", args=[case.pk]))
    page.goto(reverse("desk:case", args=[case.pk]))
    page.get_by_role("button", name="Put it in the box").click()
    page.wait_for_load_state()
    assert page.input_value("#id_answer") == "Hello, you can book a visit online."
    page.fill("#id_answer", "Hello, you can book a visit online. Have a good day.")
    page.get_by_role("button", name="Record").click()
    page.wait_for_load_state()
    page.get_by_text("From ‘Booking a visit’, version 1, changed by the person.").wait_for()
    assert Decision.objects.get().texts == {"reply": "Hello, you can book a visit online. Have a good day."}
    assert AnswerUse.objects.get().changed
