"""Appeals as people send them: the decision found by number, link or author, or left to a person."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.sanctions.appeals import against
from evenhand.sanctions.models import Appeal
from evenhand.support import appeals

ASKS = "Why did you block me? I want to appeal against this decision."
OTHER = "lol imagine actually believing this one too. Embarrassing."


def upheld(house: House, text: str = h.MILD, by: str = "ann", on: str = "facebook") -> Decision:
    return house.decide(house.write(text, by=by, on=on), "harassment", ("hide",))


def appeal_of(message: Contribution) -> Appeal:
    return Appeal.objects.get(message=message)


def test_the_only_thing_we_acted_on_is_meant(house: House) -> None:
    decision = upheld(house)
    message = house.message(ASKS)
    appeal = appeal_of(message)
    assert (appeal.decision, appeal.how, appeal.way) == (decision, "author", "message")
    assert "appeal" not in house.cases(message)
    assert house.case(decision.contribution, "appeal").why == [
        f"Appeal {appeal.reference}: asks us to look again at what we decided."
    ]
    assert house.stands(decision.contribution) == "waiting"


def test_of_several_none_is_guessed_and_a_person_finds_it(house: House) -> None:
    upheld(house)
    upheld(house, OTHER)
    message = house.message(ASKS)
    assert appeal_of(message).decision is None
    assert "appeal" in house.cases(message)


def test_a_link_says_which_of_several(house: House) -> None:
    upheld(house)
    decision = upheld(house, OTHER)
    appeal = appeal_of(house.message(f"{ASKS} {decision.contribution.permalink}"))
    assert (appeal.decision, appeal.how) == (decision, "link")


@pytest.mark.parametrize(
    "given", ["https://www.facebook.com/somewhere/posts/123456789", "A7K3-M9QX-HT2J", "A7K3-M9QX-HT2D"]
)
def test_a_link_or_a_number_that_leads_nowhere_is_for_a_person_and_no_guess(house: House, given: str) -> None:
    upheld(house)  # the only thing of theirs that we acted on
    message = house.message(f"{ASKS} {given}")
    assert appeal_of(message).decision is None
    assert "appeal" in house.cases(message)


def test_a_link_to_somebody_elses_comment_finds_nothing(house: House) -> None:
    decision = upheld(house, by="bob")
    appeal = appeal_of(house.message(f"{ASKS} {decision.contribution.permalink}", by="ann"))
    assert appeal.decision is None


def test_the_number_in_our_letter_is_enough_from_any_account(house: House) -> None:
    upheld(house, OTHER)
    decision = house.warned()
    number = against.number_of(decision)
    assert number in house.on("facebook").inbox["ann"][-1]
    message = house.message(f"About your letter {number.lower()}: I was only joking.", by="ann-again")
    appeal = appeal_of(message)
    assert (appeal.decision, appeal.how) == (decision, "number")


def test_who_asks_for_nothing_of_the_kind_makes_no_appeal(house: House) -> None:
    upheld(house)
    house.message(h.QUESTION)
    house.message(h.KIND)
    assert not Appeal.objects.exists()


def test_what_was_overturned_already_is_not_found_any_more(house: House) -> None:
    decision = upheld(house)
    again = open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=("A colleague asked.",))
    house.decide(again, "none", by=house.approver)
    message = house.message(ASKS)
    assert appeal_of(message).decision is None
    assert "appeal" in house.cases(message)


@pytest.mark.parametrize("handle", ["ann", "@ann", " ANN ", "nobody", ""])
def test_a_name_and_a_link_on_the_form_find_nothing_since_anybody_can_type_them(house: House, handle: str) -> None:
    decision = upheld(house)
    channel, link = decision.contribution.channel, decision.contribution.permalink
    for said in ("", link):
        assert appeals.receive(channel, handle, "It was a joke.", link=said).decision is None
    assert Appeal.objects.filter(decision__isnull=True, state="open").count() == 2
    assert "appeal" not in house.cases(decision.contribution)


def test_the_form_finds_by_the_number_in_our_letter_alone(house: House) -> None:
    upheld(house, OTHER)
    decision = upheld(house)
    number = against.number_of(decision)
    found = appeals.receive(decision.contribution.channel, "whoever", "It was a joke.", number=number)
    assert (found.decision, found.how, found.way) == (decision, "number", "form")
    assert house.cases(decision.contribution) == {"appeal"}


def test_whoever_renamed_is_found_by_the_message(house: House) -> None:
    decision = house.warned()
    author = decision.contribution.author
    assert author is not None
    author.handle = author.display_name = "ann-as-was"
    author.save()
    assert appeal_of(house.message(ASKS)).decision == decision  # the same account, whatever it is called


def test_a_text_of_fifty_thousand_characters_by_message_is_an_appeal_like_any_other(house: House) -> None:
    decision = upheld(house)
    appeal = appeal_of(house.message(ASKS + " I was only joking." * 2_600))
    assert appeal.decision == decision
