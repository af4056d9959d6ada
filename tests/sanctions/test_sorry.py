"""Whoever was warned where there was no breach is told so, the way the warning went, and nobody else is."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.policy import letters
from evenhand.sanctions import overturning
from evenhand.sanctions.models import Warning


def overturned(house: House, decision: Decision, *, run: bool = True) -> Decision:
    """Somebody else finds that there was no breach."""
    case = open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=("A colleague asked.",))
    return house.decide(case, "none", by=house.person("pat", "approver"), run=run)


def test_a_warning_sent_privately_is_taken_back_privately_with_an_apology(house: House) -> None:
    found = overturned(house, house.warned())
    warned, sorry = house.on("facebook").inbox["ann"]
    assert "This message is a warning" in warned
    assert "The warning counts no more. We are sorry." in sorry
    sent = house.action(found, "message")
    assert (sent.state, sent.person) == ("done", house.person("pat"))


@pytest.mark.parametrize("platform", ["x", "linkedin"])
def test_a_warning_by_a_public_reply_is_taken_back_in_neutral_words(house: House, platform: str) -> None:
    decision = house.warned(on=platform)
    overturned(house, decision)
    (_, note), (_, sorry) = house.item(decision.contribution).replies
    assert "reminder" in note
    assert "was not needed, and we are sorry" in sorry
    assert "warning" not in sorry.lower()


def test_who_was_never_reached_is_not_written_to(house: House) -> None:
    overturned(house, house.decide(house.write(h.INSULT, on="youtube"), "harassment", ("warn",)))
    assert Warning.objects.get().state == "undeliverable"
    assert "sorry" not in str(house.on("youtube").effects)


def test_a_warning_that_was_called_off_needs_no_apology(house: House) -> None:
    overturned(house, house.decide(house.write(h.MILD), "harassment", ("hide", "warn"), run=False), run=False)
    house.run()
    assert house.on("facebook").inbox == {}


def test_a_warning_that_arrived_after_it_was_withdrawn_is_followed_by_the_apology(house: House) -> None:
    written = house.write(h.INSULT, on="facebook")
    house.on("facebook").faults.append("lost_answer")
    decision = house.decide(written, "harassment", ("warn",))
    assert Warning.objects.get().state == "planned"  # nobody knows yet whether it arrived
    overturned(house, decision)
    house.keep_running(10)
    assert Warning.objects.get().state == "withdrawn"
    assert [("sorry" in text) for text in house.on("facebook").inbox["ann"]] == [False, True]


def test_asking_twice_writes_once(house: House) -> None:
    found = overturned(house, house.warned())
    overturning.undo(found)
    house.run()
    assert len(house.on("facebook").inbox["ann"]) == 2


def test_without_a_letter_a_person_is_asked_to_tell_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = house.warned()
    monkeypatch.setattr(letters, "_known", lambda _policy, _guideline: {})  # as where a letter has a gap
    overturned(house, decision)
    assert "Tell its author yourself" in house.case(decision.contribution).why[0]
    assert len(house.on("facebook").inbox["ann"]) == 1
