"""Who hears how an appeal ended, in what way, and once; where nobody can be told privately, a person is asked."""

from __future__ import annotations

from tests import house as h
from tests.house import House, refused
from tests.sanctions.appeals.steps import WHY, appealed, by_form, end, pat

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.cases.models import Case
from evenhand.cases.queue import open_case
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.models import Appeal, Warning


def test_whoever_appeals_by_message_reads_the_reasons_once_in_the_name_of_who_decided(house: House) -> None:
    house.warned()
    house.message("Why did you delete my comment? I want to appeal against this decision.")
    appeal = end(house, Appeal.objects.get())
    letter = house.on("facebook").inbox["ann"][-1]
    assert "We are sorry" in letter
    assert WHY in letter
    sent = Action.objects.get(decision__appeal_told=appeal)
    assert (sent.person, sent.actor, sent.state) == (pat(house), "person", "done")
    apologies = [text for text in house.on("facebook").inbox["ann"] if "sorry" in text]
    assert len(apologies) == 1  # one letter says that the warning counts no more; not two


def test_the_answer_to_a_form_without_our_number_goes_to_the_author_alone_and_once(house: House) -> None:
    decision = house.warned()
    first, second = by_form(house, decision), by_form(house, decision, "Somebody else")
    end(house, first, "turned_down")
    answers = [text for text in house.on("facebook").inbox["ann"] if WHY in text]
    assert len(answers) == 1
    assert first.reference in answers[0]
    sent = Action.objects.get(decision__appeal_told=first)
    assert (sent.person, sent.state, sent.contribution) == (pat(house), "done", decision.contribution)
    assert Appeal.objects.get(pk=second.pk).told is None
    assert house.stands(decision.contribution) == "acted_on"


def test_who_appealed_by_message_too_reads_one_answer(house: House) -> None:
    decision = house.warned()
    first = by_form(house, decision)
    house.message("Why did you hide my comment? I want to appeal against this decision.")
    end(house, first, "turned_down")
    assert len([text for text in house.on("facebook").inbox["ann"] if WHY in text]) == 1


def test_a_form_with_our_number_is_looked_up_and_sends_nothing(house: House) -> None:
    decision = house.warned()
    late = receiving.by_form(decision.contribution.channel, "Ann", "It was a joke.")
    found = receiving.found(late, decision, Appeal.How.NUMBER)
    end(house, found, "turned_down")
    assert not [text for text in house.on("facebook").inbox["ann"] if WHY in text]


def test_who_appealed_where_nobody_can_be_written_to_privately_is_a_persons_to_find(house: House) -> None:
    decision = house.decide(house.write(h.MILD, on="youtube"), "harassment", ("platform_report",))
    asks = house.write("I want to appeal against this decision.", on="youtube")
    found = receiving.found(receiving.by_message(asks), decision, Appeal.How.PERSON, house.moderator)
    end(house, found, "turned_down")
    assert "cannot be written to privately here" in house.case(asks).why[-1]
    assert [entry.facts["appeal"] for entry in house.entries("appeal.not_told")] == [found.pk]
    late = by_form(house, decision)
    end(house, late, "turned_down", by=house.person("sam", "approver"))
    assert late.reference in house.case(decision.contribution).why[-1]


def test_who_was_warned_in_public_and_cannot_be_answered_privately_still_hears_that_we_are_sorry(house: House) -> None:
    decision = house.warned(on="youtube")
    assert Warning.objects.get().state == "delivered"
    asks = house.write("I want to appeal against this decision.", on="youtube")
    found = receiving.found(receiving.by_message(asks), decision, Appeal.How.PERSON, house.moderator)
    end(house, found)
    assert "we are sorry" in house.item(decision.contribution).replies[-1][1]


def test_one_letter_says_sorry_where_the_warned_appealed_after_somebody_else_did(house: House) -> None:
    decision = house.warned()
    first = appealed(house, decision)
    house.message("Why did you hide my comment? I want to appeal against this decision.")
    end(house, first)
    assert len([text for text in house.on("facebook").inbox["ann"] if "sorry" in text]) == 1


def test_a_letter_too_long_for_its_platform_asks_for_shorter_reasons(house: House) -> None:
    house.warned(on="instagram")
    house.message("Why did you delete my comment? I want to appeal against this decision.", on="instagram")
    appeal = Appeal.objects.get()
    refused(lambda: deciding.decide(appeal, pat(house), "upheld", "So. " * 300), field="reasons", says="Shorten")
    assert Appeal.objects.get().state == "open"


def test_several_who_appeal_against_one_decision_are_decided_together(house: House) -> None:
    decision = house.warned()
    first = appealed(house, decision)
    message = house.message("Why did you block my comment? I want to appeal against this decision.")
    second = Appeal.objects.get(message=message)
    assert (second.state, second.joined_to) == ("joined", first)
    assert Case.objects.filter(kind="appeal", state="open").count() == 1
    end(house, first)
    second.refresh_from_db()
    assert second.reference in second.letter
    assert second.letter in house.on("facebook").inbox["ann"]
    assert second.told is not None


def could_not_write(house: House) -> str:
    """Nobody can send the letter by hand either; gives why a person is asked."""
    task = ManualTask.objects.get(action__operation="message", state="open")
    manual.confirm(task, house.moderator, done=False, note="The window has closed.")
    house.run()
    case = house.case(task.action.contribution)
    assert house.stands(case.contribution) == "waiting"
    return str(case.why[-1])


def test_an_answer_to_an_appeal_that_does_not_arrive_is_a_persons_to_give(house: House) -> None:
    house.warned()
    house.message("Why did you delete my comment? I want to appeal against this decision.")
    house.on("facebook").faults.append("refused")
    end(house, Appeal.objects.get(), "turned_down")
    assert "did not reach its author: The window has closed." in could_not_write(house)


def test_nor_does_an_apology_vanish(house: House) -> None:
    decision = house.warned()
    case = open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=("A colleague asked.",))
    house.on("facebook").faults.append("refused")
    house.decide(case, "none", by=pat(house))
    assert "did not reach its author: The window has closed." in could_not_write(house)
