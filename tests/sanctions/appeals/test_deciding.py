"""The end of an appeal, seen on the platform, in the ladder, in the record and in the golden set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import house as h
from tests import signing
from tests.house import House, refused
from tests.sanctions.appeals.steps import WHY, appealed, by_form, end, pat

from evenhand.actions import manual
from evenhand.cases import queue
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.judgement import golden, policies
from evenhand.judgement.models import GoldenItem, UseDecision
from evenhand.policy import Policy
from evenhand.sanctions import blocks
from evenhand.sanctions.appeals import against, deciding, receiving
from evenhand.sanctions.models import Appeal, Block, LadderGround, Warning

AGAIN = "lol imagine actually believing that again. Embarrassing."


def test_upheld_shows_the_comment_again_and_says_so_on_record(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    assert not house.seen(decision.contribution)
    appeal = end(house, appealed(house, decision))
    assert house.seen(decision.contribution)
    assert house.stands(decision.contribution) == "kept"
    assert (appeal.state, appeal.decided_by, appeal.first_decider) == ("upheld", pat(house), house.moderator)
    outcome = appeal.outcome
    assert outcome is not None
    assert (outcome.version, outcome.policy_version) == (decision.version, decision.policy_version)
    assert outcome.supersedes == decision
    case = Case.objects.get(contribution=decision.contribution, kind="appeal")
    assert (case.state, case.outcome) == ("closed", "upheld")
    kinds = [house.entries(kind)[0] for kind in ("appeal.received", "appeal.found", "appeal.upheld")]
    assert [entry.actor for entry in kinds] == [*(f"person:{house.moderator.pk}",) * 2, f"person:{pat(house).pk}"]
    assert house.content("appeal.upheld") == {"reasons": WHY, "letter": appeal.letter}
    assert "She rang" not in str([entry.facts for entry in kinds])


def test_upheld_corrects_the_ladder_and_lifts_the_block_on_it(house: House) -> None:
    first = house.warned()
    house.wait(30)
    later = house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    assert house.on("facebook").blocked == {"ann"}
    end(house, appealed(house, first))
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"
    assert Warning.objects.get().state == "withdrawn"
    house.wait(30)
    house.decide(house.write(AGAIN + " Yes."), "harassment", ("platform_report",))
    assert LadderGround.objects.count() == 1  # nothing counts on the withdrawn warning
    assert house.stands(later.contribution) == "acted_on"


def test_upheld_joins_the_bodys_own_golden_set(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    end(house, appealed(house, decision))
    row = GoldenItem.objects.get()
    assert (row.version, row.outcome, row.added_by) == (decision.version, "allow", pat(house))
    (item,) = golden.own()
    assert (item.text, item.outcome) == (h.MILD, "allow")


def test_without_leave_to_learn_nothing_joins_the_golden_set(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    UseDecision.objects.filter(use="learn").delete()
    end(house, appealed(house, decision))
    assert house.seen(decision.contribution)
    assert not GoldenItem.objects.exists()


def test_leave_to_learn_that_has_ended_takes_what_joined_out_of_use(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    end(house, appealed(house, decision))
    assert len(list(golden.own())) == 1
    UseDecision.objects.filter(use="learn").update(until=house.now.date() - timedelta(days=1))
    assert list(golden.own()) == []


def test_turned_down_changes_nothing_but_says_why(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide", "warn"))
    appeal = end(house, appealed(house, decision), "turned_down")
    assert not house.seen(decision.contribution)
    assert Warning.objects.get().state == "delivered"
    assert house.stands(decision.contribution) == "acted_on"
    assert Decision.objects.filter(contribution=decision.contribution).count() == 1
    assert not GoldenItem.objects.exists()
    for part in (WHY, decision.guideline.title, decision.policy_version.digest[:12], appeal.reference):
        assert part in appeal.letter


def test_a_decision_of_the_machine_is_anybodys_to_look_at_again(house: House) -> None:
    written = house.write(h.OBSCENE)
    decision = against.last_on(written)
    assert decision is not None
    assert not house.seen(written)
    appeal = end(house, appealed(house, decision), by=house.moderator)
    assert (appeal.first_actor, appeal.first_decider) == ("machine", None)
    assert house.seen(written)
    house.edit(written, h.OBSCENE)  # the same words again: the machine does not overrule people
    assert house.seen(written)


def test_what_only_a_person_can_undo_is_a_manual_task(house: House) -> None:
    house.on("facebook")
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    house.on("facebook").faults.append("refused")
    end(house, appealed(house, decision))
    outcome = Decision.objects.get(verdict="no_breach")
    manual.confirm(house.task(outcome, "unhide"), house.moderator, done=True)
    assert house.action(outcome, "unhide").seen == "person"


def test_a_later_text_that_was_hidden_for_its_own_sake_stays_hidden(house: House) -> None:
    written = house.write(h.MILD)
    first = house.decide(written, "disrespect", ("hide",))
    house.edit(written, h.SLURRED)
    assert not house.seen(written)
    machine = Decision.objects.filter(contribution=written, actor="machine").last()
    assert machine is not None
    appeal = end(house, appealed(house, first))
    assert appeal.state == "upheld"
    assert appeal.outcome is not None
    assert appeal.outcome.version == first.version
    assert not house.seen(written)
    assert against.last_on(written) == machine


def test_the_first_decider_and_who_is_named_are_told_why_not(house: House) -> None:
    decision = house.decide(house.write("Pat Smith, you pathetic waste of space."), "harassment", ("hide",))
    appeal = appealed(house, decision)
    refused(lambda: deciding.decide(appeal, house.moderator, "turned_down", WHY), says="You found this to be a breach")
    named = house.person("pat smith", "approver")
    named.display_name = "Pat Smith"
    refused(lambda: deciding.decide(appeal, named, "upheld", WHY), says="names you")
    auditor = house.person("auditor", "auditor")
    refused(lambda: deciding.decide(appeal, auditor, "upheld", WHY), says="Your role")
    assert Appeal.objects.get().state == "open"


@pytest.mark.parametrize(("ended", "reasons", "field"), [("upheld", " ", "reasons"), ("perhaps", WHY, "ended")])
def test_an_end_needs_its_word_and_its_reasons(house: House, ended: str, reasons: str, field: str) -> None:
    appeal = appealed(house, house.decide(house.write(h.MILD), "harassment", ("hide",)))
    refused(lambda: deciding.decide(appeal, pat(house), ended, reasons), field=field)


def test_the_second_of_two_hears_who_was_quicker_and_changes_nothing(house: House) -> None:
    appeal = appealed(house, house.decide(house.write(h.MILD), "harassment", ("hide",)))
    end(house, appeal, "turned_down")
    with pytest.raises(ChangedError, match=r"ended already by Pat: turned down\."):
        deciding.decide(appeal, house.person("sam", "approver"), "upheld", WHY)
    with pytest.raises(ChangedError):
        deciding.take_back(appeal, house.moderator, "He wrote.")
    assert Appeal.objects.get().state == "turned_down"
    assert deciding.decide(appeal, pat(house), "turned_down", WHY).state == "turned_down"  # the same word twice is one
    assert len(house.entries("appeal.turned_down")) == 1


def test_that_a_decision_stays_is_not_said_of_one_that_was_overturned_meanwhile(house: House) -> None:
    decision = house.warned()
    appeal = appealed(house, decision)
    again = queue.open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=("A colleague asked.",))
    house.decide(again, "none", by=house.approver)
    with pytest.raises(ChangedError, match=r"Approver found at midday on Monday.* no breach.*Uphold"):
        deciding.decide(appeal, pat(house), "turned_down", WHY)
    assert Appeal.objects.get().state == "open"
    assert end(house, appeal).state == "upheld"
    assert len([text for text in house.on("facebook").inbox["ann"] if "sorry" in text]) == 1


def test_it_can_be_taken_back(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    appeal = appealed(house, decision)
    refused(lambda: deciding.take_back(appeal, house.moderator, ""), field="reasons")
    assert deciding.take_back(appeal, house.moderator, "She rang again.").state == "withdrawn"
    assert not house.seen(decision.contribution)
    assert Case.objects.get(kind="appeal").outcome == "withdrawn"


def test_a_second_look_afresh_is_a_third_persons(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    end(house, appealed(house, decision), "turned_down")
    again = appealed(house, decision)
    refused(
        lambda: deciding.decide(again, pat(house), "turned_down", WHY),
        field="ended",
        says="You turned down an earlier appeal",
    )
    end(house, again, "turned_down", by=house.person("sam", "approver"))
    third = appealed(house, decision)
    refused(
        lambda: deciding.decide(third, house.person("kim", "approver"), "turned_down", WHY),
        field="ended",
        says="Two people have turned",
    )
    end(house, third, by=pat(house))  # whoever sees after all that it was wrong may say so
    assert house.seen(decision.contribution)


def test_one_that_brings_nothing_new_is_closed_with_the_earlier_outcome_and_says_so(house: House) -> None:
    house.warned()
    asks = "Why did you hide my comment? I want to appeal against this decision."
    house.message(asks)
    first = end(house, Appeal.objects.get(), "turned_down")
    for _ in range(4):  # as often as they like: two people suffice
        house.wait(60)
        again = Appeal.objects.get(message=house.message(asks))
        ended = deciding.decide(again, pat(house), "repeated", "You say the same as then.")
        house.run()
        assert (ended.repeats, ended.decided_by) == (first, pat(house))
        letter = house.on("facebook").inbox["ann"][-1]
        for part in (first.reference, "23 November 2026", "You say the same as then.", again.reference):
            assert part in letter
    assert not Appeal.objects.filter(state="open").exists()
    assert house.entries("appeal.repeated")[0].actor == f"person:{pat(house).pk}"


def test_nothing_is_closed_with_an_earlier_outcome_where_there_is_none(house: House) -> None:
    appeal = appealed(house, house.decide(house.write(h.MILD), "harassment", ("hide",)))
    refused(lambda: deciding.decide(appeal, pat(house), "repeated", WHY), field="ended", says="No earlier appeal")
    end(house, appeal, "turned_down")
    again = appealed(house, appeal.decision)  # type: ignore[arg-type]  # it has one
    refused(lambda: deciding.decide(again, house.moderator, "repeated", WHY), says="You found this to be a breach")


def test_taking_one_back_leaves_those_that_were_joined_to_it_open(house: House) -> None:
    decision = house.warned()
    first = appealed(house, decision)
    second = Appeal.objects.get(message=house.message("I want to appeal against this decision."))
    third = by_form(house, decision, "Somebody else")
    deciding.take_back(first, house.moderator, "She rang again.")
    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.state, second.state, third.state) == ("withdrawn", "open", "joined")
    assert (second.joined_to, third.joined_to) == (None, second)
    assert "appeal" in house.cases(decision.contribution)
    assert house.entries("appeal.goes_on")[0].facts["appeal"] == second.pk
    end(house, second, "turned_down")
    assert len([text for text in house.on("facebook").inbox["ann"] if WHY in text]) == 1


def test_the_case_stays_open_while_an_appeal_against_another_decision_on_the_comment_waits(house: House) -> None:
    written = house.write(h.SLURRED)
    machine = against.last_on(written)
    assert machine is not None
    first = appealed(house, machine)
    person = house.decide(written, "disrespect", ("hide",))
    second = appealed(house, person)
    assert first.case == second.case
    end(house, second, "turned_down")
    assert "appeal" in house.cases(written)
    end(house, first, "turned_down", by=house.person("sam", "approver"))
    assert "appeal" not in house.cases(written)


def test_one_that_was_joined_can_be_taken_back_alone(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    first, second = appealed(house, decision), by_form(house, decision)
    assert second.state == "joined"
    assert deciding.take_back(second, house.moderator, "He wrote.").state == "withdrawn"
    assert Appeal.objects.get(pk=first.pk).state == "open"
    assert "appeal" in house.cases(decision.contribution)
    with pytest.raises(ChangedError):
        deciding.take_back(second, house.moderator, "Again.")


def test_what_was_overturned_already_is_not_appealed_against(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    end(house, appealed(house, decision))
    refused(lambda: appealed(house, decision), field="decision", says="overturned already")
    assert Appeal.objects.count() == 1


def test_its_author_removing_the_comment_leaves_the_appeal_to_be_decided(house: House) -> None:
    decision = house.warned()
    appeal = appealed(house, decision)
    house.take_back(decision.contribution)
    assert "appeal" in house.cases(decision.contribution)
    end(house, appeal)
    assert Warning.objects.get().state == "withdrawn"


def test_under_a_new_policy_it_is_still_judged_as_it_was(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    appeal = appealed(house, decision)
    signing.brought_into_force(
        policies.store(Policy.model_validate({**h.hmpps().model_dump(), "name": "The new guidelines"}))
    )
    assert policies.in_force() != decision.policy_version
    outcome = end(house, appeal).outcome
    assert outcome is not None
    assert outcome.policy_version == decision.policy_version
    assert outcome.assessment == decision.assessment


def test_it_is_due_by_the_time_it_came_in_however_late_its_decision_is_found(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    late = receiving.by_form(decision.contribution.channel, "nobody", "It was a joke.")
    house.wait(60 * 24 * 2)
    found = receiving.found(late, decision, Appeal.How.PERSON, house.moderator)
    assert found.case is not None
    assert found.case.due_at == late.due_at
    assert late.due_at - late.received_at < timedelta(days=14)


def test_what_was_found_once_stays_found(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide",))
    other = house.decide(house.write(AGAIN), "harassment", ("hide",))
    appeal = appealed(house, decision)
    assert receiving.found(appeal, other, Appeal.How.PERSON, house.moderator).decision == decision
    assert "appeal" not in house.cases(other.contribution)


def test_an_appeal_to_nothing_is_closed_with_a_reason(house: House) -> None:
    house.on("facebook")
    appeal = receiving.by_form(house.channels["facebook"], "nobody", "It was a joke.")
    with pytest.raises(RefusedError, match="Find first"):
        deciding.decide(appeal, house.moderator, "upheld", WHY)
    refused(lambda: deciding.close(appeal, house.moderator, ""), field="reasons")
    assert deciding.close(appeal, house.moderator, "We hid nothing under this name.").state == "closed"
    with pytest.raises(ChangedError):
        deciding.close(appeal, house.moderator, "Again.")
