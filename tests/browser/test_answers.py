"""The library and an approved answer in a real browser: with axe, by keyboard, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from tests import factories as make
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.cases.models import Case, Decision
from evenhand.support.models import Answer, AnswerUse

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
