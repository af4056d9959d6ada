"""An answer from the library as it is sent: filled, edited by a person, and known by its version afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases.models import Case, Decision
from evenhand.support import library, replying
from evenhand.support.models import AnswerText, AnswerUse
from evenhand.support.replying import Reply

WORDS = "Hello {name}, {organisation} keeps dates at {guidelines_url}."


@pytest.fixture
def text(house: House) -> AnswerText:  # noqa: ARG001 (the clock must be held first)
    return AnswerText.objects.get(version__answer=make.answer(words={"en": WORDS}))


def case_of(house: House, *, private: bool = False) -> Case:
    written = house.message(h.QUESTION) if private else house.write(h.QUESTION)
    return house.case(written, "question")


def test_it_is_filled_for_its_reader_with_their_name_in_private_alone(house: House, text: AnswerText) -> None:
    case = case_of(house)
    author = case.contribution.author
    assert author is not None
    author.display_name = "Ann O’Neill"
    public, private = (replying.filled(text, case.contribution, privately=one) for one in (False, True))
    assert public.startswith("Hello, HM Prison and Probation Service keeps dates at https://www.gov.uk/")
    assert private.startswith("Hello Ann O’Neill, HM")


@pytest.mark.parametrize("name", ["", "www.scam.example", "{name}", "Ann <b>", "x" * 41, "@all", "Ann\nBuy now!", "☠️"])
def test_what_does_not_read_as_a_name_is_not_said(house: House, text: AnswerText, name: str) -> None:
    case = case_of(house, private=True)
    assert case.contribution.author is not None
    case.contribution.author.display_name = name
    assert replying.filled(text, case.contribution, privately=True).startswith("Hello, HM")


def test_what_was_sent_says_which_answer_and_version_it_came_from(house: House, text: AnswerText) -> None:
    case = case_of(house)
    words = replying.filled(text, case.contribution, privately=False)
    decision = replying.answer(case, house.moderator, Reply(words, "k1", used=[text.pk]))
    house.run()
    assert house.item(case.contribution).replies[0][1] == words
    used = AnswerUse.objects.get()
    assert (used.decision, used.version.number, used.changed) == (decision, 1, False)
    assert house.entries("answer.used")[-1].facts["answer"] == "booking-a-visit"
    assert replying.answer(case, house.moderator, Reply(words, "k1", used=[text.pk])) == decision
    assert AnswerUse.objects.count() == 1


def test_what_the_person_changed_is_noted_as_changed(house: House, text: AnswerText) -> None:
    replying.answer(case_of(house), house.moderator, Reply("In my own words.", "k1", used=[text.pk]))
    assert AnswerUse.objects.get().changed


def test_an_answer_past_its_review_is_not_sent_and_the_question_stays_open(house: House, text: AnswerText) -> None:
    case = case_of(house)
    house.now += timedelta(days=200)
    refused(
        lambda: replying.answer(case, house.moderator, Reply("x", "k1", used=[text.pk])),
        field="answer",
        says="looked at again",
    )
    assert not Decision.objects.exists()
    assert house.case(case.contribution, "question").state == "open"


def test_an_answer_changed_or_retired_while_it_was_written_is_not_sent(house: House, text: AnswerText) -> None:
    case, keeper = case_of(house), make.person("responder_lead")
    library.retire(text.version.answer, keeper, "Wrong number in it.")
    refused(
        lambda: replying.answer(case, house.moderator, Reply("x", "k1", used=[text.pk])), field="answer", says="retired"
    )
    refused(lambda: replying.answer(case, house.moderator, Reply("x", "k1", used=[99])), field="answer", says="no such")
    replying.answer(case, house.moderator, Reply("My own words.", "k1"))
    assert Decision.objects.get().texts == {"reply": "My own words."}


def test_the_same_form_sent_again_is_sent_once_though_the_answer_was_retired_since(
    house: House, text: AnswerText
) -> None:
    case, sent = case_of(house), Reply("They open on 4 January.", "k1", used=[text.pk])
    decision = replying.answer(case, house.moderator, sent)
    library.retire(text.version.answer, make.person("responder_lead"), "Wrong number in it.")
    assert replying.answer(case, house.moderator, sent) == decision


@pytest.mark.parametrize("edited", [True, False])
def test_a_name_filled_in_private_is_not_said_in_public(house: House, text: AnswerText, *, edited: bool) -> None:
    case = case_of(house)
    author = case.contribution.author
    assert author is not None
    author.display_name = "Ann O’Neill"
    author.save()
    words = replying.filled(text, case.contribution, privately=True)
    words = f"{words.replace('keeps dates', 'has them')} Bye." if edited else words
    refused(
        lambda: replying.answer(case, house.moderator, Reply(words, "k1", used=[text.pk])),
        field="answer",
        says="‘Ann O’Neill’",
    )
    assert not Decision.objects.exists()
    public = words.replace(" Ann O’Neill", "")
    replying.answer(case, house.moderator, Reply(public, "k1", used=[text.pk]))
    assert Decision.objects.get().texts == {"reply": public}


def test_a_name_is_said_in_private(house: House, text: AnswerText) -> None:
    case = case_of(house)
    words = replying.filled(text, case.contribution, privately=True)
    replying.answer(case, house.moderator, Reply(words, "k1", privately=True, used=[text.pk]))
    assert Decision.objects.get().texts == {"message": words}
