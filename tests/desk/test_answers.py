"""The library at the desk, and an approved answer beside a question: suggested, put in the box, sent by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories as make
from tests.desk import stories
from tests.desk.test_appeals import text_of

from evenhand.cases.models import Case, Decision
from evenhand.people.models import User
from evenhand.support import library
from evenhand.support.models import Answer, AnswerText, AnswerUse

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORM = {
    "title": "Parking",
    "topic": "travel",
    "asked": "where can I park",
    "owner": "Estates",
    "source": "https://www.gov.uk/prison-visits",
    "words_en": "There is a car park.",
    "words_cy": "",
    "checked": ["en"],
    "review_in": "6",
    "seen": "0",
}


@pytest.fixture
def lead(db: None) -> User:  # noqa: ARG001 (the database must be there)
    return stories.user("lee", "responder_lead", shown="Lee Hart")


def make_one(browser: Client, **changes: object) -> Any:  # noqa: ANN401 (the test client's own response)
    return browser.post(reverse("desk:answer_make"), {**FORM, **changes})


def asked(text: str = "How do I book a visit?") -> Case:
    stories.policy()
    return stories.case(text, kind=Case.Kind.QUESTION, why=["The author asks a question."])


def test_an_answer_is_made_found_changed_and_retired(signed_in: SignIn, lead: User) -> None:
    browser = signed_in(lead)
    assert "The library is empty" in text_of(browser.get(reverse("desk:answers")))
    assert make_one(browser).status_code == 302
    kept = Answer.objects.get()
    assert "Parking" in text_of(browser.get(reverse("desk:answers") + "?q=car+park"))
    assert "No answer fits" in text_of(browser.get(reverse("desk:answers") + "?q=helicopter"))
    page = text_of(browser.get(reverse("desk:approved_answer", args=[kept.pk])))
    assert "Checked by Lee Hart" in page
    changed = {**FORM, "words_en": "Take the bus.", "checked": [], "seen": "1", "why": "It closed."}
    assert browser.post(reverse("desk:answer_edit", args=[kept.pk]), changed).status_code == 302
    page = text_of(browser.get(reverse("desk:approved_answer", args=[kept.pk])))
    assert "It cannot be sent. Nobody has checked the English words yet." in page
    assert "Version 1, Lee Hart" in page
    assert "Parking" in text_of(browser.get(reverse("desk:answers") + "?which=unchecked"))
    stale = browser.post(reverse("desk:answer_edit", args=[kept.pk]), changed)
    assert stale.status_code == 409
    assert browser.post(reverse("desk:answer_retire", args=[kept.pk]), {"why": ""}).status_code == 422
    assert browser.post(reverse("desk:answer_retire", args=[kept.pk]), {"why": "No car park."}).status_code == 302
    assert "Retired by Lee Hart" in text_of(browser.get(reverse("desk:approved_answer", args=[kept.pk])))
    assert "Parking" in text_of(browser.get(reverse("desk:answers") + "?which=retired"))


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(signed_in: SignIn, lead: User) -> None:
    answer = make_one(signed_in(lead), words_en="Ask {prisoner}.", owner="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say who keeps it true." in page
    assert "Ask {prisoner}." in page
    refused = make_one(signed_in(lead), words_en="Ask {prisoner}.").content.decode()
    assert 'href="#id_words_en"' in refused
    assert not Answer.objects.exists()


def test_others_read_and_do_not_keep(signed_in: SignIn, moderator: User) -> None:
    kept = make.answer()
    page = text_of(signed_in(moderator).get(reverse("desk:approved_answer", args=[kept.pk])))
    assert "You can read this answer" in page
    assert "Retire this answer" not in page


def test_an_answer_past_its_review_says_so_in_the_list(
    signed_in: SignIn, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.answer()
    later = timezone.localdate() + timedelta(days=181)
    monkeypatch.setattr(timezone, "localdate", lambda: later)
    page = text_of(signed_in(moderator).get(reverse("desk:answers") + "?which=past"))
    assert "Past its review" in page


def test_it_is_suggested_with_its_reason_put_in_the_box_edited_and_sent(signed_in: SignIn, moderator: User) -> None:
    make.answer()
    text, case, browser = AnswerText.objects.get(), asked(), signed_in(moderator)
    page = text_of(browser.get(reverse("desk:case", args=[case.pk])))
    assert "It is about visits. Shared words: booking, visit." in page
    box = {"key": "0" * 32, "outcome": "answered", "answer": "Hi.", "reason": "", "use": str(text.pk)}
    filled = browser.post(reverse("desk:use_answer", args=[case.pk]), box)
    assert filled.status_code == 200
    shown = filled.content.decode()
    assert "Hi.\n\nHello, you can book a visit online." in shown
    assert f'name="used" type="checkbox" value="{text.pk}" checked' in " ".join(shown.split())
    assert "There is a problem" not in shown
    assert not Decision.objects.exists()
    sent = {**box, "answer": "Hello, you can book a visit online. Good luck!", "used": [str(text.pk)]}
    del sent["use"]
    assert browser.post(reverse("desk:answer", args=[case.pk]), sent).status_code == 302
    assert AnswerUse.objects.get().changed
    page = text_of(browser.get(reverse("desk:case", args=[case.pk])))
    assert "From ‘Booking a visit’, version 1, changed by the person." in page


def test_one_that_nobody_checked_is_shown_and_cannot_be_put_in(signed_in: SignIn, moderator: User) -> None:
    make.answer(checked=frozenset())
    case, browser = asked(), signed_in(moderator)
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Nobody has checked the English words yet." in page
    assert "Put it in the box" not in page
    forced = browser.post(reverse("desk:use_answer", args=[case.pk]), {"use": str(AnswerText.objects.get().pk)})
    assert forced.status_code == 422
    assert "may not be used" in forced.content.decode()
    nonsense = browser.post(reverse("desk:use_answer", args=[case.pk]), {"use": "1; DROP"})
    assert nonsense.status_code == 422


def test_who_wrote_from_one_that_was_retired_can_say_that_it_is_not_from_it_any_more(
    signed_in: SignIn, moderator: User
) -> None:
    kept, case, browser = make.answer(), asked(), signed_in(moderator)
    key = AnswerText.objects.get().pk
    sent = {"key": "0" * 32, "outcome": "answered", "answer": "Ring us.", "reason": "", "used": [str(key)]}
    library.retire(kept, stories.user("lee", "responder_lead"), "Wrong number in it.")
    page = browser.post(reverse("desk:answer", args=[case.pk]), sent)
    assert page.status_code == 409
    shown = " ".join(page.content.decode().split())
    assert "untick it above the box" in shown
    assert f'name="used" type="checkbox" value="{key}" checked' in shown
    assert browser.post(reverse("desk:answer", args=[case.pk]), {**sent, "used": []}).status_code == 302
    assert Decision.objects.get().texts == {"reply": "Ring us."}


def test_a_number_that_no_store_holds_is_no_answer(signed_in: SignIn, moderator: User) -> None:
    case, browser, huge = asked(), signed_in(moderator), "9" * 5000
    assert browser.post(reverse("desk:use_answer", args=[case.pk]), {"use": huge}).status_code == 422
    sent = {"key": "0" * 32, "outcome": "answered", "answer": "Ring us.", "reason": "", "used": [huge, "9" * 20]}
    assert browser.post(reverse("desk:answer", args=[case.pk]), sent).status_code == 302


def test_a_question_inside_a_breach_has_its_suggestions_too(signed_in: SignIn, moderator: User) -> None:
    make.answer()
    stories.policy()
    insult = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
    review = stories.case("You clown, how do I book a visit?", insult)
    browser = signed_in(moderator)
    assert "Put it in the box" not in browser.get(reverse("desk:case", args=[review.pk])).content.decode()
    stories.case("", of=review.contribution, kind=Case.Kind.QUESTION, why=["The author asks a question."])
    assert "Put it in the box" in browser.get(reverse("desk:case", args=[review.pk])).content.decode()
    box = {"key": "0" * 32, "guideline": "harassment", "facts": "An insult.", "use": str(AnswerText.objects.get().pk)}
    filled = browser.post(reverse("desk:use_answer", args=[review.pk]), box).content.decode()
    assert "Hello, you can book a visit online." in filled
    assert "An insult." in filled
