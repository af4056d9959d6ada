"""What nobody plans for: empty messages, floods, ten languages, what is gone or closed or too long. Nothing is lost."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import ManualTask
from evenhand.cases import answering
from evenhand.cases.models import Case
from evenhand.intake.models import Disposition
from evenhand.platforms.interface import ContributionKind
from evenhand.support import flooding

LANGUAGES = (
    "When do applications open?",
    "Pryd mae'r ceisiadau yn agor?",
    "Quand est-ce que les candidatures ouvrent ?",
    "Kiedy otwierają się zgłoszenia?",
    "¿Cuándo se abren las solicitudes?",
    "Wann beginnt die Bewerbung?",
    "Când se deschid aplicațiile?",
    "متى يفتح باب التقديم؟",
    "درخواستیں کب کھلیں گی؟",
    "ਅਰਜ਼ੀਆਂ ਕਦੋਂ ਖੁੱਲ੍ਹਣਗੀਆਂ?",
)


def stuck() -> int:
    """How many contributions nobody has read."""
    return Disposition.objects.filter(state=Disposition.State.RECEIVED).count()


@pytest.mark.parametrize("text", ["", "   \n", "???", "\N{SQUARED SOS}", "\N{BLACK QUESTION MARK ORNAMENT}"])
def test_a_message_without_words_that_may_ask_something_reaches_a_person(house: House, text: str) -> None:
    message = house.message(text)
    assert house.cases(message) == {"question"}
    assert "no words" in house.case(message, "question").why[0]
    refused(lambda: house.answer(message, ""), field="answer", says="Write the answer")
    answering.close_without_answer(
        house.case(message, "question"), house.moderator, "closed", "It was a photo of a dog."
    )
    assert house.cases(message) == set()
    assert house.stands(message) == "kept"


@pytest.mark.parametrize(
    "text", ["\N{HEAVY BLACK HEART}", "\N{THUMBS UP SIGN}\N{THUMBS UP SIGN}", "\N{FACE WITH TEARS OF JOY}"]
)
def test_a_heart_asks_for_nothing_and_is_kept(house: House, text: str) -> None:
    message = house.message(text)
    assert house.cases(message) == set()
    assert house.stands(message) == "kept"


@pytest.mark.parametrize("text", ["", "\N{POUTING FACE}\N{POUTING FACE}"])
def test_a_comment_without_words_stands_somewhere(house: House, text: str) -> None:
    assert house.stands(house.write(text)) in {"kept", "waiting"}


@pytest.mark.parametrize("many", [flooding.MOST + 15, pytest.param(1000, marks=pytest.mark.deep)])
def test_a_flood_from_one_account_is_a_few_cases_and_the_whole_conversation(house: House, many: int) -> None:
    mine = [
        house.write(f"When do applications open in town {number}?", kind=ContributionKind.DIRECT_MESSAGE, run=False)
        for number in range(many)
    ]
    other = house.write(h.QUESTION, by="bob", kind=ContributionKind.DIRECT_MESSAGE, run=False)
    while house.run():
        pass
    opened = Case.objects.filter(kind="question", state="open", contribution__author=mine[0].author)
    assert opened.count() == flooding.MOST
    first = opened.order_by("opened_at", "pk")[0]
    assert first.why[-1].startswith(f"{many - flooding.MOST} further messages")
    ended = Case.objects.filter(kind="question", state="closed", contribution__author=mine[0].author)
    assert ended.count() == many - flooding.MOST
    assert all(f"goes on in case {first.pk}" in case.outcome_reason for case in ended)
    assert house.cases(other) == {"question"}
    assert stuck() == 0


def test_somebody_at_risk_is_heard_in_a_flood_of_their_own(house: House) -> None:
    for number in range(flooding.MOST + 2):
        house.message(f"When do applications open in town {number}?")
    message = house.message(f"When will anybody answer? {h.AT_RISK}")
    assert "safeguarding" in house.cases(message)


def test_ten_languages_in_one_conversation_each_reach_somebody(house: House) -> None:
    messages = [house.message(text, by="ann") for text in LANGUAGES]
    assert stuck() == 0
    assert all(house.stands(one) in {"waiting", "kept"} for one in messages)
    assert not Case.objects.filter(kind="review").exists()  # no language is a breach
    asked = [one for one in messages if "question" in house.cases(one)]
    assert asked == messages  # a question mark of any script is enough where nobody reads the language


def test_a_question_taken_back_before_the_answer_is_closed_with_a_reason_by_a_person(house: House) -> None:
    written = house.write(h.QUESTION)
    house.take_back(written)
    case = house.case(written, "question")
    refused(lambda: house.answer(case), field="answer", says="gone from the platform")
    assert case.state == "open"
    answering.close_without_answer(case, house.moderator, "closed", "Taken back before we could answer.")
    assert house.cases(written) == set()


def test_where_the_window_closed_while_it_was_written_the_question_comes_back(house: House) -> None:
    message = house.message(h.QUESTION)
    house.on("facebook").faults.append("refused")
    house.answer(message, "They open on 4 January.")
    task = ManualTask.objects.get(state="open")
    assert "refused" in task.action.reason
    manual.confirm(task, house.moderator, done=False, note="The window for messages is closed.")
    house.run()
    again = house.case(message, "question")
    assert any("did not reach them" in reason for reason in again.why)


@pytest.mark.parametrize(("platform", "longest"), [("x", 280), ("facebook", 8000)])
def test_an_answer_that_is_too_long_says_by_how_much_and_nothing_is_sent(
    house: House, platform: str, longest: int
) -> None:
    written = house.write(h.QUESTION, on=platform)
    refused(lambda: house.answer(written, "a" * (longest * 3)), field="answer", says="over. Shorten it")
    assert house.effects(platform) == []
    assert house.cases(written) == {"question"}
