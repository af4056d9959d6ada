"""Who asks while nobody is there is told, once, when people are back and where help is; nobody else is."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests import house as h
from tests.house import House

from evenhand.actions.models import Action
from evenhand.intake.models import Contribution
from evenhand.support.models import AutomaticText

SATURDAY = h.MONDAY_NOON.replace(day=21, hour=3)
GOOD_FRIDAY = datetime(2026, 4, 3, 10, 0, tzinfo=h.MONDAY_NOON.tzinfo)
THANKS = "Thank you, that helped me a lot."
WITH_MESSAGES = ("facebook", "instagram", "x")


def told(message: Contribution) -> list[str]:
    """The letters with which the machine answered this message."""
    return list(AutomaticText.objects.filter(message=message).values_list("letter", flat=True))


@pytest.mark.parametrize("platform", WITH_MESSAGES)
def test_a_saturdays_question_is_told_when_people_are_back(house: House, platform: str) -> None:
    house.now = SATURDAY
    message = house.message(h.QUESTION, on=platform, by="ann")
    (words,) = house.on(platform).inbox["ann"]
    assert words.startswith("This is an automatic message.")
    assert "from 9am on Monday 23 November" in words
    assert h.hmpps().help_route in words
    action = Action.objects.get(letter="out_of_hours")
    assert (action.state, action.actor, action.contribution_id) == ("done", "machine", message.pk)
    assert "question" in house.cases(message)


def test_it_is_told_once_a_conversation(house: House) -> None:
    house.now = SATURDAY
    house.message(h.QUESTION, by="ann")
    house.wait(60)
    assert told(house.message("And how long does vetting take? When will I hear?", by="ann")) == []
    assert told(house.message(h.QUESTION, by="bob")) == ["out_of_hours"]
    assert len(house.on("facebook").inbox["ann"]) == 1


def test_a_month_of_silence_later_it_is_told_again(house: House) -> None:
    house.now = SATURDAY
    house.message(h.QUESTION, by="ann")
    house.wait(60 * 24 * 35)
    assert told(house.message("When do applications for prison officer open in Hull?", by="ann")) == ["out_of_hours"]


@pytest.mark.parametrize(
    ("moment", "letters"),
    [
        (h.MONDAY_NOON, []),
        (h.MONDAY_NOON.replace(hour=9, minute=0), []),
        (h.MONDAY_NOON.replace(hour=8, minute=59), ["out_of_hours"]),
        (h.MONDAY_NOON.replace(hour=17, minute=0), ["out_of_hours"]),
    ],
)
def test_only_while_nobody_is_there(house: House, moment: datetime, letters: list[str]) -> None:
    house.now = moment
    assert told(house.message(h.QUESTION)) == letters


def test_on_a_bank_holiday_people_are_back_when_replies_are(house: House) -> None:
    house.now = GOOD_FRIDAY
    house.message(h.QUESTION, by="ann")
    assert "from 9am on Tuesday 7 April" in house.on("facebook").inbox["ann"][0]


def test_who_waits_for_no_answer_and_who_may_be_at_risk_are_told_nothing(house: House) -> None:
    house.now = SATURDAY
    assert told(house.message(THANKS, by="tom")) == []
    assert told(house.message(h.AT_RISK, by="una")) == []
    assert told(house.write(h.QUESTION, by="vic")) == []
    assert house.on("facebook").inbox == {}


def test_who_reports_a_comment_is_thanked_for_that_alone(house: House) -> None:
    house.now = SATURDAY
    written = house.write(h.INSULT, by="vic")
    message = house.message(f"I want to report this comment {written.permalink}", by="rae")
    assert told(message) == ["report_received"]


def test_a_message_that_asks_in_welsh_is_answered_in_english_until_somebody_checked_the_welsh(house: House) -> None:
    house.now = SATURDAY
    message = house.message("Pryd mae ceisiadau ar gyfer swyddog carchar yn agor yn Leeds? Sut ydw i'n gwneud cais?")
    text = AutomaticText.objects.get(message=message)
    assert (text.letter, text.language) == ("out_of_hours", "en")


@pytest.mark.parametrize("platform", ["linkedin", "youtube"])
def test_where_there_are_no_messages_nothing_is_sent(house: House, platform: str) -> None:
    house.now = SATURDAY
    house.write(h.QUESTION, on=platform)
    assert not AutomaticText.objects.exists()
