"""Ground (b): two different people, one of them an approver, and the characteristic on record."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.sanctions import discrimination
from evenhand.sanctions.models import Block, Confirmation, DiscriminationGround

WHY = "It says that women are unfit for the work."


def upheld(house: House, text: str = h.DEMEANING, *, on: str = "facebook", measure: str = "hide") -> Decision:
    """A moderator's decision that it is discriminatory."""
    return house.decide(house.write(text, on=on), "discrimination", (measure,))


def confirm(house: House, decision: Decision, who: str, characteristic: str = "sex") -> DiscriminationGround | None:
    ground = discrimination.confirm(decision, house.person(who), characteristic, WHY)
    house.run()
    return ground


def test_a_decision_on_discrimination_calls_for_two_people(house: House) -> None:
    decision = upheld(house)
    case = house.case(decision.contribution, "confirmation")
    assert case.priority == 1
    assert "Two people must confirm" in case.why[0]
    assert house.stands(decision.contribution) == "waiting"
    assert not house.seen(decision.contribution)
    assert not Block.objects.exists()


def test_two_people_with_an_approver_block(house: House) -> None:
    decision = upheld(house)
    assert confirm(house, decision, "moderator") is None
    assert house.on("facebook").blocked == set()
    assert "A second must confirm" in house.case(decision.contribution, "confirmation").why[-1]
    ground = confirm(house, decision, "approver")
    assert ground is not None
    assert ground.characteristic == "sex"
    assert {ground.first_person_id, ground.second_person_id} == {house.moderator.pk, house.approver.pk}
    block = Block.objects.get()
    assert (block.ground, block.state, block.approved_by) == ("discrimination", "in_force", house.approver)
    assert house.on("facebook").blocked == {"ann"}
    assert Case.objects.get(kind="confirmation").outcome == "blocked"
    assert house.stands(decision.contribution) == "acted_on"
    noted = house.entries("discrimination.confirmed")
    assert [entry.facts["as_approver"] for entry in noted] == [False, True]
    assert house.content("discrimination.confirmed") == {"reason": WHY}


def test_the_approver_may_be_the_first(house: House) -> None:
    decision = upheld(house)
    assert confirm(house, decision, "approver") is None
    ground = confirm(house, decision, "moderator")
    assert ground is not None
    assert ground.second_person == house.approver
    assert Block.objects.get().approved_by == house.approver


def test_two_moderators_do_not_block_and_a_third_who_approves_does(house: House) -> None:
    decision = upheld(house)
    house.person("sam", "moderator")
    confirm(house, decision, "moderator")
    assert confirm(house, decision, "sam") is None
    assert not Block.objects.exists()
    assert confirm(house, decision, "approver") is not None
    assert Block.objects.get().ground == "discrimination"


def test_two_approvers_block(house: House) -> None:
    decision = upheld(house)
    house.person("pat", "approver")
    confirm(house, decision, "pat")
    ground = confirm(house, decision, "approver")
    assert ground is not None
    assert ground.first_as_approver
    assert str(ground) == f"discrimination ground:{ground.pk}"
    assert str(ground.first) == f"confirmation:{ground.first_id}"


def test_one_person_twice_is_one_person(house: House) -> None:
    decision = upheld(house)
    confirm(house, decision, "approver")
    refused(lambda: confirm(house, decision, "approver"), says="A different person")
    assert Confirmation.objects.count() == 1
    assert not Block.objects.exists()


def test_a_third_is_told_that_two_have_spoken(house: House) -> None:
    decision = upheld(house)
    confirm(house, decision, "moderator")
    confirm(house, decision, "approver")
    house.person("pat", "approver")
    refused(lambda: confirm(house, decision, "pat"))
    assert DiscriminationGround.objects.count() == 1


def test_the_two_agree_on_the_characteristic(house: House) -> None:
    decision = upheld(house)
    confirm(house, decision, "moderator")
    refused(lambda: confirm(house, decision, "approver", "race"), field="characteristic", says="Agree on one")
    assert not Block.objects.exists()


@pytest.mark.parametrize(
    ("characteristic", "reason", "field"),
    [("taste", WHY, "characteristic"), ("", WHY, "characteristic"), ("sex", " ", "reason")],
)
def test_a_protected_characteristic_and_a_reason_are_needed(
    house: House, characteristic: str, reason: str, field: str
) -> None:
    decision = upheld(house)
    refused(lambda: discrimination.confirm(decision, house.approver, characteristic, reason), field=field)


def test_only_people_with_the_role_confirm(house: House) -> None:
    decision = upheld(house)
    house.person("ola", "auditor")
    house.person("saf", "safeguarding_lead")
    refused(lambda: confirm(house, decision, "ola"), says="does not confirm discrimination")
    refused(lambda: confirm(house, decision, "saf"), says="does not confirm discrimination")


def test_who_is_named_in_it_does_not_confirm_it(house: House) -> None:
    decision = upheld(house, h.DEMEANING + " Least of all Kelly.")
    house.person("kelly", "approver")
    refused(lambda: confirm(house, decision, "kelly"), says="names you")


def test_another_guideline_does_not_lead_here(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect")
    assert not discrimination.needs_confirmation(decision)
    refused(lambda: confirm(house, decision, "approver"), says="not one that leads to a block")


def test_what_only_the_machine_decided_is_not_confirmed(house: House) -> None:
    written = house.write(h.SLURRED)
    decision = Decision.objects.get(actor="machine")
    refused(lambda: confirm(house, decision, "approver", "race"))
    assert house.cases(written) >= {"review"}
    assert not Block.objects.exists()


def test_without_an_author_nobody_is_asked_to_confirm(house: House) -> None:
    decision = house.decide(house.write(h.DEMEANING, unsigned=True), "discrimination")
    assert "confirmation" not in house.cases(decision.contribution)
    refused(lambda: confirm(house, decision, "approver"))


def test_what_was_found_not_discriminatory_since_is_not_confirmed(house: House) -> None:
    decision = upheld(house)
    confirm(house, decision, "moderator")
    open_case(decision.contribution, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(decision.contribution, "appeal"), "none", by=house.approver)
    refused(lambda: confirm(house, decision, "approver"), says="found not to be discriminatory")
    assert not Block.objects.exists()


def test_an_author_blocked_already_is_not_blocked_twice(house: House) -> None:
    first, second = upheld(house), upheld(house, h.DEMEANING + " Always.")
    for decision in (first, second):
        confirm(house, decision, "moderator")
        confirm(house, decision, "approver")
    assert Block.objects.count() == 1
    assert DiscriminationGround.objects.count() == 2
    assert set(Case.objects.filter(kind="confirmation").values_list("outcome", flat=True)) == {
        "blocked",
        "already_blocked",
    }


def test_a_confirmation_case_is_not_opened_again_once_people_have_spoken(house: House) -> None:
    written = house.write(h.DEMEANING)
    decision = house.decide(written, "discrimination", run=False)
    discrimination.confirm(decision, house.moderator, "sex", WHY)
    house.run()
    assert Case.objects.filter(kind="confirmation").count() == 1


def test_nobody_is_called_to_confirm_what_two_people_have_confirmed(house: House) -> None:
    """Its author changes it, somebody decides again: a case that nobody could end would be left."""
    decision = upheld(house)
    confirm(house, decision, "moderator")
    confirm(house, decision, "approver")
    house.edit(decision.contribution, h.DEMEANING + " I stand by it.")
    again = house.decide(decision.contribution, "discrimination", ("hide",))
    assert again.pk != decision.pk
    assert "confirmation" not in house.cases(decision.contribution)


def test_two_people_confirm_and_block_though_its_author_took_it_back(house: House) -> None:
    decision = upheld(house)
    house.take_back(decision.contribution)
    confirm(house, decision, "moderator")
    confirm(house, decision, "approver")
    assert Block.objects.get().state == "in_force"
    assert house.on("facebook").blocked == {"ann"}
    assert house.cases(decision.contribution) == {"review"}  # the notice cannot reach them under what is gone
