"""Nobody decides about what names them, by any name they go by: refused with why, and the case is handed on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import ManualTask
from evenhand.care import helping
from evenhand.cases import answering, conflict, queue, rerouting
from evenhand.cases.errors import ConflictError
from evenhand.cases.models import Assignment, Case, Decision
from evenhand.cases.naming import names
from evenhand.people.models import User
from evenhand.people.services import also_called, call_also
from evenhand.sanctions import blocks, discrimination, threats, undone
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.models import Block, LadderGround, ThreatGround
from evenhand.support import handling

FIRST = "Kelly, lol imagine actually believing that. Embarrassing."
AGAIN = "lol imagine actually believing that again. Embarrassing."
WHY = "It is what it says."


def kelly(house: House, role: str = "approver") -> User:
    """Somebody of the house whom colleagues see by another name than the public does."""
    person = house.person("robin", role)
    call_also(person, ["Kelly", "Ms O'Hara"])
    return person


def proposed(house: House, first: str = FIRST, later: str = AGAIN) -> LadderGround:
    house.warned(text=first)
    house.wait(30)
    house.decide(house.write(later), "harassment", ("platform_report",))
    return LadderGround.objects.get()


def refused_for(step: Callable[[], object], what: str) -> None:
    with pytest.raises(ConflictError, match=rf"names you, so somebody else must {what}\."):
        step()


def test_every_name_that_a_person_goes_by_counts(house: House) -> None:
    person = kelly(house)
    assert names("kelly should be sacked", person)
    assert names("ask Ms O'Hara", person)
    assert names("that O'Hara woman", person)
    assert names("Robin should be sacked", person)
    assert not names("Kellys and Robinsons", person)
    call_also(person, [])
    assert also_called(person) == []
    assert not names("kelly should be sacked", person)


@pytest.mark.parametrize("name", ["K", " K "])
def test_a_name_of_one_letter_would_be_everywhere(house: House, name: str) -> None:
    with pytest.raises(ValueError, match="too short"):
        call_also(kelly(house), [name])


def test_who_is_named_does_not_decide(house: House) -> None:
    written = house.write(FIRST)
    refused_for(lambda: house.decide(written, "harassment", ("hide",), by=kelly(house)), "decide it")
    assert not Decision.objects.filter(actor="person").exists()


@pytest.mark.parametrize(("first", "later"), [(FIRST, AGAIN), (h.MILD, "Kelly again: " + AGAIN)])
def test_who_is_named_in_either_breach_neither_approves_the_block_nor_refuses_it(
    house: House, first: str, later: str
) -> None:
    ground, named = proposed(house, first, later), kelly(house)
    refused_for(lambda: blocks.approve(ground, named), "approve the block")
    refused_for(lambda: blocks.refuse(ground, named, WHY), "decide on the block")
    assert not Block.objects.exists()
    assert blocks.approve(ground, house.approver).state == "planned"


def test_who_is_named_does_not_say_what_follows_where_a_block_could_not_be_done(house: House) -> None:
    block = blocks.approve(proposed(house), house.approver)
    house.on("facebook").faults.extend(["", "refused"])  # the notice goes first
    house.run()
    manual.confirm(ManualTask.objects.get(action__operation="block"), house.moderator, done=False, note="No button.")
    house.run()
    waiting = undone.waiting(block.decisions()[0].contribution)
    assert waiting is not None
    refused_for(partial(undone.answer, waiting, kelly(house), blocked=True, reason=""), "decide on the block")


def test_who_is_named_neither_orders_nor_confirms_an_emergency_block(house: House) -> None:
    decision = house.decide(house.write(h.THREAT + " Kelly, you hear?"), "threat", ("hide",))
    named = kelly(house)
    refused_for(lambda: threats.block_for_threat(decision, named, WHY), "order the block")
    threats.block_for_threat(decision, house.approver, WHY)
    ground = ThreatGround.objects.get()
    refused_for(lambda: threats.confirm_threat(ground, named), "confirm the block")


def test_who_is_named_does_not_confirm_discrimination(house: House) -> None:
    decision = house.decide(house.write("Kelly, " + h.SLURRED), "discrimination", ("hide",))
    refused_for(lambda: discrimination.confirm(decision, kelly(house), "race", WHY), "confirm it")


def test_who_is_named_does_not_decide_the_appeal(house: House) -> None:
    decision = house.decide(house.write(FIRST), "harassment", ("hide",))
    appeal = receiving.by_hand(decision, house.moderator, "She rang.")
    refused_for(lambda: deciding.decide(appeal, kelly(house), "turned_down", WHY), "decide the appeal")


def test_the_case_is_handed_on(house: House) -> None:
    case = house.case(house.write("Kelly, " + h.INSULT))
    named = kelly(house)
    queue.take(case, named)
    conflict.hand_on(case, named)
    assert not Assignment.objects.filter(case=case, released_at__isnull=True).exists()
    assert Case.objects.get(pk=case.pk).why[-1] == conflict.HANDED_ON
    (entry,) = house.entries("case.handed_on")
    assert (entry.actor, entry.facts["case"]) == (f"person:{named.pk}", case.pk)
    assert "Kelly" not in str(entry.facts)
    queue.take(case, house.moderator)
    conflict.hand_on(case, named)
    assert Assignment.objects.get(case=case, released_at__isnull=True).person == house.moderator
    assert Case.objects.get(pk=case.pk).why.count(conflict.HANDED_ON) == 1
    house.decide(case, "harassment", ("hide",))
    conflict.hand_on(case, named)  # it is closed: nothing to hand on
    assert len(house.entries("case.handed_on")) == 2


def test_a_refusal_of_another_kind_hands_nothing_on(house: House) -> None:
    case = house.case(house.write(h.INSULT))
    refused(lambda: house.decide(case, "harassment", ()), field="measures")
    assert house.entries("case.handed_on") == []


def complaint(house: House, text: str = "I want to make a formal complaint: Kelly lost my visit on Sunday.") -> Case:
    return house.case(house.write(text), "complaint")


def test_who_is_named_neither_answers_nor_closes_nor_reroutes_what_somebody_asked(house: House) -> None:
    case, named = complaint(house), kelly(house)
    refused_for(lambda: house.answer(case, "It was not lost.", by=named), "answer or close it")
    refused_for(
        lambda: answering.close_without_answer(case, named, "closed", "Not so."),
        "answer or close it",
    )
    refused_for(lambda: rerouting.reroute(case, named, "question"), "say what it is")
    assert Case.objects.get(pk=case.pk).state == "open"
    house.answer(case, "We are sorry. It is on Monday.")
    assert Case.objects.get(pk=case.pk).outcome == "answered"


def test_who_is_named_merges_nothing_and_is_handed_nothing(house: House) -> None:
    case, named = house.case(house.write("When does Kelly open the hall?"), "question"), kelly(house)
    other = house.case(house.write("And when does the hall close?"), "question")
    refused_for(lambda: handling.merge(case, other, named), "merge them")
    refused_for(lambda: handling.merge(other, case, named), "merge them")
    refused(lambda: handling.hand_over(case, house.moderator, named, "Yours."), field="to", says="names Robin")
    assert not Assignment.objects.filter(case=case).exists()
    assert handling.hand_over(other, house.moderator, named, "Yours.").person == named


def test_who_is_named_is_handed_no_case_of_a_person_at_risk(house: House) -> None:
    case = house.case(house.write(h.AT_RISK + " Kelly did this."), "safeguarding")
    lead, named = house.person("sal", "safeguarding_lead"), kelly(house, "safeguarding_lead")
    refused(lambda: helping.hand_over(case, lead, named, "Yours."), field="to", says="names Robin")
