"""Ground (a): warned and delivered, breached again later, approved by another than who decided."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.sanctions import blocks, endings, strikes
from evenhand.sanctions.models import Block, LadderGround

AGAIN = "lol imagine actually believing that again. Embarrassing."
YEAR_AND_A_DAY = 60 * 24 * 366


def again(house: House, minutes: float, *, on: str = "facebook", by: str = "ann", text: str = AGAIN) -> Contribution:
    """The author breaches again so many minutes later, and it is upheld."""
    house.wait(minutes)
    written = house.write(text, on=on, by=by)
    house.decide(written, "harassment", ("platform_report",))
    return written


def proposed(house: House) -> LadderGround:
    """A whole ladder up to the approver."""
    house.warned()
    again(house, 30)
    return LadderGround.objects.get()


def test_a_later_breach_after_a_delivered_warning_asks_an_approver_and_never_blocks(house: House) -> None:
    house.warned()
    written = again(house, 11)
    ground = LadderGround.objects.get()
    assert ground.strike.contribution == written
    case = house.case(written, "block_approval")
    assert case.priority == 2
    assert house.stands(written) == "waiting"
    assert not Block.objects.exists()
    assert house.on("facebook").blocked == set()


@pytest.mark.parametrize("minutes", [1, 9.9, 10])
def test_ten_minutes_are_too_soon(house: House, minutes: float) -> None:
    house.warned()
    again(house, minutes)
    assert not LadderGround.objects.exists()


def test_a_lapsed_warning_is_none(house: House) -> None:
    house.warned()
    again(house, YEAR_AND_A_DAY)
    assert not LadderGround.objects.exists()


def test_on_the_last_day_it_still_counts(house: House) -> None:
    house.warned()
    again(house, 60 * 24 * 365)
    assert LadderGround.objects.exists()


def test_a_breach_written_before_the_warning_was_delivered_is_no_later_one(house: House) -> None:
    waiting = house.write(AGAIN)
    house.wait(30)
    house.warned()
    house.wait(30)
    house.decide(waiting, "harassment", ("platform_report",))
    assert not LadderGround.objects.exists()


def test_an_undelivered_warning_leads_nowhere(house: House) -> None:
    written = house.write(h.INSULT, on="youtube")  # held by the machine: its author sees no reply
    house.decide(written, "harassment", ("warn",))
    again(house, 60, on="youtube")
    assert not LadderGround.objects.exists()


def test_without_any_warning_no_number_of_breaches_leads_to_a_block(house: House) -> None:
    for _ in range(4):
        again(house, 60)
    assert not LadderGround.objects.exists()


@pytest.mark.parametrize(("on", "by"), [("x", "ann"), ("facebook", "bob")])
def test_another_channel_or_another_author_was_not_warned(house: House, on: str, by: str) -> None:
    house.warned()
    again(house, 60, on=on, by=by)
    assert not LadderGround.objects.exists()


def test_a_breach_of_another_nature_is_another_ladder(house: House) -> None:
    house.warned()
    house.wait(60)
    written = house.write(h.ADVERT, on="facebook")
    open_case(written, Case.Kind.REVIEW, priority=4, why=("A test.",))
    house.decide(written, "advert", ("hide",))
    assert not LadderGround.objects.exists()


@pytest.mark.django_db
def test_a_breach_that_the_platform_does_not_date_does_not_count() -> None:
    strike = make.strike(make.decision(make.contribution(), make.policy_version()))
    strike.dated_us = None
    assert strikes.warning_before(strike) is None
    assert strikes.propose_block(strike) is None


def test_the_earliest_warning_that_counts_is_the_ground(house: House) -> None:
    first = house.warned()
    house.wait(30)
    house.warned(text=AGAIN)
    again(house, 30, text=AGAIN + " Go away.")
    assert {ground.warning.strike.decision for ground in LadderGround.objects.all()} == {first}


def test_proposing_twice_is_one_proposal(house: House) -> None:
    ground = proposed(house)
    same = strikes.propose_block(ground.strike)
    assert same is not None
    assert same.pk == ground.pk
    assert Case.objects.filter(kind="block_approval").count() == 1


def test_an_approver_blocks_with_a_review_date_and_it_is_seen(house: House) -> None:
    ground = proposed(house)
    block = blocks.approve(ground, house.approver)
    assert block.state == "planned"
    house.run()
    block = Block.objects.get()
    assert block.state == "in_force"
    assert block.approved_by == house.approver
    assert block.review_on > house.now.date()
    assert house.on("facebook").blocked == {"ann"}
    assert Case.objects.get(kind="block_approval").outcome == "blocked"
    noted = house.entries("block.approved")[-1]
    assert (noted.actor, noted.facts["ground"]) == (f"person:{house.approver.pk}", "ladder")
    assert house.stands(ground.strike.contribution) == "acted_on"


def test_approving_twice_blocks_once(house: House) -> None:
    ground = proposed(house)
    first = blocks.approve(ground, house.approver)
    assert blocks.approve(ground, house.person("pat", "approver")).pk == first.pk
    house.run()
    assert house.effects().count("block") == 1


def test_only_an_approver_approves(house: House) -> None:
    ground = proposed(house)
    refused(lambda: blocks.approve(ground, house.moderator), says="Only an approver")
    refused(lambda: blocks.approve(ground, house.person("ola", "policy_owner")), says="Only an approver")
    assert not Block.objects.exists()


def test_who_decided_the_breach_does_not_approve_the_block(house: House) -> None:
    house.warned()
    house.wait(30)
    written = house.write(AGAIN)
    house.decide(written, "harassment", ("platform_report",), by=house.approver)
    ground = LadderGround.objects.get()
    refused(lambda: blocks.approve(ground, house.approver), says="another approver")
    assert blocks.approve(ground, house.person("pat", "approver")).pk


def test_an_approver_may_refuse_with_a_reason(house: House) -> None:
    ground = proposed(house)
    refused(lambda: blocks.refuse(ground, house.moderator, "No."), says="Only an approver")
    refused(lambda: blocks.refuse(ground, house.approver, " "), field="reason")
    blocks.refuse(ground, house.approver, "They apologised.")
    closed = Case.objects.get(kind="block_approval")
    assert (closed.outcome, closed.outcome_reason) == ("not_blocked", "They apologised.")
    house.run()
    assert house.on("facebook").blocked == set()
    assert house.stands(ground.strike.contribution) == "acted_on"


def test_an_author_is_blocked_on_a_channel_once(house: House) -> None:
    first = proposed(house)
    again(house, 30, text=AGAIN + " Go away.")
    second = LadderGround.objects.exclude(pk=first.pk).get()
    block = blocks.approve(first, house.approver)
    assert blocks.approve(second, house.approver).pk == block.pk
    assert Case.objects.filter(kind="block_approval", outcome="already_blocked").count() == 1
    house.run()
    assert Block.objects.count() == 1


@pytest.mark.parametrize("which", ["the warning", "the later breach"])
def test_what_was_found_to_be_no_breach_is_no_ground(house: House, which: str) -> None:
    warned = house.warned()
    later = again(house, 30)
    about = warned.contribution if which == "the warning" else later
    open_case(about, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(about, "appeal"), "none", by=house.person("pat", "approver"))
    refused(lambda: blocks.approve(LadderGround.objects.get(), house.approver), says="no ground")
    assert not Block.objects.exists()


def test_a_warning_for_what_was_no_breach_counts_no_more(house: House) -> None:
    warned = house.warned()
    open_case(warned.contribution, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(warned.contribution, "appeal"), "none", by=house.approver)
    again(house, 30)
    assert not LadderGround.objects.exists()


def test_mending_the_text_afterwards_does_not_undo_the_warning(house: House) -> None:
    warned = house.warned()
    house.edit(warned.contribution, "Sorry.")
    house.decide(warned.contribution, "none")
    again(house, 30)
    assert LadderGround.objects.exists()


def test_an_answer_does_not_undo_a_breach(house: House) -> None:
    warned = house.warned(text=h.MILD + " " + h.QUESTION)
    house.answer(warned.contribution)
    again(house, 30)
    assert LadderGround.objects.exists()


@pytest.mark.parametrize("platform", ["x", "youtube", "linkedin", "instagram"])
def test_where_no_api_blocks_a_person_does_and_says_so(house: House, platform: str) -> None:
    house.warned(on=platform)
    again(house, 30, on=platform)
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    action = Action.objects.get(operation="block")
    if platform == "instagram":
        assert (action.state, action.seen) == ("done", "receipt")
        assert Block.objects.get().state == "in_force"
        return
    assert action.state == "manual"
    assert action.manual_task.link.startswith("https://")
    assert Block.objects.get().state == "planned"
    manual.confirm(action.manual_task, house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "in_force"


def test_a_lifted_block_leaves_the_way_free(house: House) -> None:
    ground = proposed(house)
    block = blocks.approve(ground, house.approver)
    house.run()
    blocks.lift(block, ground.strike.decision, "A test.")
    house.run()
    lifted = Block.objects.get()
    assert lifted.state == "lifted"
    assert lifted.lifted_at == house.now
    assert house.on("facebook").blocked == set()


def test_the_end_of_an_action_without_authority_or_block_changes_nothing(house: House) -> None:
    decision = house.decide(house.write(AGAIN), "harassment", ("hide",))
    endings.settle(house.action(decision, "hide"))
    assert not Block.objects.exists()


def test_rows_are_named_by_their_ids_alone(house: House) -> None:
    """What a row is called reaches logs: nothing personal."""
    ground = proposed(house)
    block = blocks.approve(ground, house.approver)
    for row in (ground, ground.strike, ground.warning, block):
        assert str(row).endswith(f":{row.pk}")


def test_nobody_is_blocked_where_the_platform_names_no_author(house: House) -> None:
    written = house.write(AGAIN, unsigned=True)
    decision = house.decide(written, "harassment", ("hide",))
    refused(lambda: blocks.plan_block(decision, house.approver), says="does not say who")
