"""Questions: answered, redirected, or closed with a reason; and each way in which an answer is refused."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import answering
from evenhand.cases.models import Case, Decision


def test_an_answer_in_public_stands_under_the_question(house: House) -> None:
    written = house.write(h.QUESTION)
    decision = house.answer(written, " They open on 4 January. ")
    assert house.item(written).replies[0][1] == "They open on 4 January."
    assert decision.measures == "reply"
    assert decision.guideline.code == "none"
    closed = decision.case
    assert closed is not None
    assert (closed.state, closed.outcome) == ("closed", "answered")
    assert house.action(decision, "reply").seen == "read_back"


def test_an_answer_in_private_reaches_its_author_alone(house: House) -> None:
    written = house.write(h.QUESTION)
    house.answer(written, privately=True)
    assert house.on("facebook").inbox["ann"] == ["They open on 4 January."]
    assert house.item(written).replies == []


def test_a_direct_message_is_answered_in_private_without_being_asked(house: House) -> None:
    written = house.message(h.QUESTION)
    assert house.answer(written).measures == "message"
    assert house.on("facebook").inbox["ann"] == ["They open on 4 January."]


def test_a_hidden_question_is_answered_all_the_same(house: House) -> None:
    written = house.write(h.RUDE_QUESTION)
    assert not house.seen(written)
    house.answer(written, privately=True)
    assert house.on("facebook").inbox["ann"] == ["They open on 4 January."]
    assert house.stands(written) == "acted_on"


def test_the_same_answer_sent_twice_is_written_once(house: House) -> None:
    written = house.write(h.QUESTION)
    case = house.case(written, "question")
    first = answering.answer(case, house.moderator, "Soon.", key="form-1")
    assert answering.answer(case, house.moderator, "Soon.", key="form-1").pk == first.pk
    house.run()
    assert house.effects() == ["reply"]


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_answer_has_words(house: House, text: str) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    refused(lambda: answering.answer(case, house.moderator, text, key="k"), field="answer")


@pytest.mark.parametrize(("platform", "most"), [("x", 280), ("linkedin", 1250)])
def test_an_answer_fits_the_platform(house: House, platform: str, most: int) -> None:
    case = house.case(house.write(h.QUESTION, on=platform), "question")
    refused(
        lambda: answering.answer(case, house.moderator, "a" * (most + 1), key="k"),
        field="answer",
        says=f"takes {most}",
    )
    assert answering.answer(case, house.moderator, "a" * most, key="k").texts == {"reply": "a" * most}


def test_an_answer_is_measured_as_the_platform_measures(house: House) -> None:
    on_x = house.case(house.write(h.QUESTION, on="x"), "question")
    refused(lambda: answering.answer(on_x, house.moderator, "🙂" * 141, key="k"), field="answer", says="282")
    private = house.case(house.write(h.QUESTION, on="instagram"), "question")
    refused(
        lambda: answering.answer(private, house.moderator, "ŵ" * 501, key="k", privately=True),
        field="answer",
        says="1002 bytes",
    )


@pytest.mark.parametrize("platform", ["youtube", "linkedin"])
def test_nobody_is_promised_a_private_answer_where_there_is_none(house: House, platform: str) -> None:
    written = house.write(h.QUESTION, on=platform)
    case = house.case(written, "question")
    if platform == "youtube":
        refused(
            lambda: answering.answer(case, house.moderator, "Soon.", key="k", privately=True),
            field="answer_privately",
            says="in public",
        )
        return
    decision = house.answer(written, privately=True)
    task = house.task(decision, "message")
    assert task.steps
    assert task.link


def test_a_private_answer_on_x_goes_as_a_direct_message(house: House) -> None:
    written = house.write(h.QUESTION, on="x")
    decision = house.answer(written, privately=True)
    assert house.on("x").inbox["ann"] == ["They open on 4 January."]
    assert house.action(decision, "message").state == "done"


def test_who_may_not_decide_may_not_answer(house: House) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    refused(lambda: answering.answer(case, make.person("auditor"), "Soon.", key="k"), says="Ask a moderator")


def test_a_closed_question_is_not_answered_again(house: House) -> None:
    written = house.write(h.QUESTION)
    case = house.case(written, "question")
    house.answer(written)
    refused(lambda: answering.answer(case, house.moderator, "Again.", key="k"), says="this case already")
    refused(
        lambda: answering.close_without_answer(case, house.moderator, "closed", "Enough."), says="this case already"
    )


@pytest.mark.parametrize("outcome", ["redirected", "closed"])
def test_a_question_may_end_without_an_answer_but_not_without_a_reason(house: House, outcome: str) -> None:
    written = house.write(h.QUESTION)
    case = house.case(written, "question")
    refused(lambda: answering.close_without_answer(case, house.moderator, outcome, " "), field="reason")
    refused(lambda: answering.close_without_answer(case, house.moderator, "forgotten", "Why."), field="outcome")
    answering.close_without_answer(case, house.moderator, outcome, " Sent to the helpline. ")
    ended = Case.objects.get(pk=case.pk)
    assert (ended.outcome, ended.outcome_reason) == (outcome, "Sent to the helpline.")
    assert house.stands(written) == "kept"
    assert not Decision.objects.exists()
    assert house.effects() == []


def test_an_answer_never_repeats_detail_of_a_method(house: House) -> None:
    written = house.write(f"{h.METHOD} How do I report this?")
    quoting = "We hide words such as ‘TIE a  noose with a shoelace on the door handle’, thank you."
    refused(lambda: house.answer(written, quoting), field="answer", says="repeat detail")
    assert "question" in house.cases(written)
    house.answer(written, "Thank you, we have hidden it. You can report a comment by a private message to us.")
    assert "question" not in house.cases(written)
