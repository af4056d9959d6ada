"""Whether a block is still needed: on its date, and at once where more are made than the body expects (clause 41)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings
from tests.house import House, refused

from evenhand import work
from evenhand.actions import manual
from evenhand.actions.models import ManualTask
from evenhand.cases import queue
from evenhand.cases.errors import ChangedError, ConflictError
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.services import call_also
from evenhand.sanctions import blocks, reviewing, undone
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.models import Block, LadderGround

AGAIN = "lol imagine actually believing that again. Embarrassing."
SWEEP = "sanctions.review_blocks"
WHY = "It went on elsewhere."
DAY = 60 * 24


def blocked(house: House, by: str = "ann") -> Block:
    """Warned, breached again, blocked."""
    house.warned(by=by)
    house.wait(30)
    house.decide(house.write(AGAIN, by=by), "harassment", ("platform_report",))
    block = blocks.approve(LadderGround.objects.order_by("-pk")[0], house.approver)
    house.run()
    block.refresh_from_db()
    return block


def pat(house: House) -> User:
    return house.person("pat", "approver")


def asked(house: House, block: Block) -> Case:
    """The case that asks about a block."""
    return house.case(block.decisions()[0].contribution, "block_review")


def sweep(house: House) -> None:
    work.testing.run_sweep(SWEEP, now=house.now)
    house.run()


def due(house: House) -> tuple[Block, Case]:
    """A block whose review date has come."""
    block = blocked(house)
    house.wait(91 * DAY)
    sweep(house)
    return block, asked(house, block)


def test_a_block_comes_up_when_its_review_is_due_and_not_before(house: House) -> None:
    block = blocked(house)
    assert block.review_on == house.now.date() + timedelta(days=90)
    sweep(house)
    assert not Case.objects.filter(kind="block_review").exists()
    house.wait(90 * DAY)
    for _ in range(3):
        sweep(house)
    case = asked(house, block)
    assert case.why == ["The block was to be looked at again on 21 February 2027. Is it still needed?"]
    assert house.stands(case.contribution) == "waiting"


def test_kept_it_has_another_date_and_the_reason_is_on_record(house: House) -> None:
    block, case = due(house)
    kept = reviewing.keep(case, pat(house), WHY)
    assert kept.review_on == house.now.date() + timedelta(days=90)
    assert Case.objects.get(pk=case.pk).outcome == "kept_blocked"
    assert house.on("facebook").blocked == {"ann"}
    assert house.content("block.kept") == {"reason": WHY}
    sweep(house)
    assert Case.objects.filter(kind="block_review", state="open").count() == 0
    assert house.stands(block.decisions()[0].contribution) == "acted_on"


def test_lifted_its_author_is_unblocked_on_the_platform(house: House) -> None:
    block, case = due(house)
    blocks.lift_after_review(case, house.approver, "Half a year without another.")  # who approved it may lift it
    house.run()
    block.refresh_from_db()
    assert house.on("facebook").blocked == set()
    assert block.state == "lifted"
    assert house.content("block.to_be_lifted") == {"reason": "Half a year without another."}
    assert Case.objects.get(pk=case.pk).outcome == "unblocked"


def test_who_approved_it_and_who_is_named_do_not_keep_it(house: House) -> None:
    _, case = due(house)
    with pytest.raises(ConflictError, match="You approved this block"):
        reviewing.keep(case, house.approver, WHY)
    call_also(pat(house), ["imagine"])
    with pytest.raises(ConflictError, match="names you"):
        reviewing.keep(case, pat(house), WHY)
    refused(lambda: reviewing.keep(case, house.moderator, WHY), says="Only an approver")
    sam = house.person("sam", "approver")
    refused(lambda: reviewing.keep(case, sam, " "), field="reason")
    refused(lambda: blocks.lift_after_review(case, sam, " "), field="reason")
    assert Case.objects.get(pk=case.pk).state == "open"


def test_who_comes_second_is_told(house: House) -> None:
    _, case = due(house)
    reviewing.keep(case, pat(house), WHY)
    case.refresh_from_db()
    with pytest.raises(ChangedError):
        blocks.lift_after_review(case, pat(house), WHY)
    assert house.on("facebook").blocked == {"ann"}


def test_more_blocks_than_expected_are_each_looked_at_again(house: House, settings: Settings) -> None:
    settings.BLOCK_BUDGET = 1
    blocked(house)
    assert not Case.objects.filter(kind="block_review").exists()
    second = blocked(house, "bob")
    case = asked(house, second)
    assert case.why == ["2 blocks in 30 days, where at most 1 are expected. Is this one needed?"]
    (entry,) = house.entries("block.budget_exceeded")
    assert (entry.facts["count"], entry.facts["most"]) == (2, 1)
    house.wait(31 * DAY)
    assert not reviewing.budget(house.now).exceeded
    blocked(house, "cas")
    assert Case.objects.filter(kind="block_review").count() == 1


def test_a_block_that_is_overturned_or_given_up_leaves_no_case(house: House, settings: Settings) -> None:
    settings.BLOCK_BUDGET = 0
    block = blocked(house)
    appeal = receiving.by_hand(block.decisions()[0], house.moderator, "She rang.")
    deciding.decide(appeal, pat(house), "upheld", "A joke.")
    house.run()
    assert not Case.objects.filter(kind="block_review", state="open").exists()
    house.warned(by="bob")
    house.wait(30)
    later = house.decide(house.write(AGAIN + " Yes.", by="bob"), "harassment", ("platform_report",))
    house.on("facebook").faults.extend(["", "refused"])  # the notice goes first
    blocks.approve(LadderGround.objects.order_by("-pk")[0], house.approver)
    house.run()
    task = ManualTask.objects.get(action__operation="block", state="open")
    manual.confirm(task, house.moderator, done=False, note="No button.")
    house.run()
    waiting = undone.waiting(later.contribution)
    assert waiting is not None
    undone.answer(waiting, house.approver, blocked=False, reason="There is no way.")
    assert not Case.objects.filter(kind="block_review", state="open").exists()


def test_its_author_removing_the_comment_leaves_the_question_whether_they_stay_blocked(house: House) -> None:
    block, case = due(house)
    house.take_back(block.decisions()[0].contribution)
    assert Case.objects.get(pk=case.pk).state == "open"


def test_what_is_being_lifted_does_not_come_up_again_and_is_not_kept(house: House) -> None:
    block, case = due(house)
    house.on("facebook").faults.extend(["refused"])
    blocks.lift_after_review(case, pat(house), WHY)
    house.run()
    task = ManualTask.objects.get(action__operation="unblock", state="open")
    sweep(house)
    block.refresh_from_db()
    assert block.state == "in_force"
    assert Case.objects.filter(kind="block_review").count() == 1
    other = queue.open_case(case.contribution, Case.Kind.BLOCK_REVIEW, priority=3, why=("Asked by hand.",))
    for step in (reviewing.keep, blocks.lift_after_review):
        with pytest.raises(ChangedError, match="being lifted already"):
            step(other, pat(house), WHY)
    manual.confirm(task, house.moderator, done=False, note="No button.")
    house.run()
    sweep(house)
    assert Case.objects.filter(kind="block_review").count() == 2


def test_what_stands_on_no_breach_is_not_kept(house: House) -> None:
    block, case = due(house)
    appeal = receiving.by_hand(block.decisions()[1], house.moderator, "She rang.")
    deciding.decide(appeal, pat(house), "upheld", "A joke.")  # the worker has not lifted the block yet
    refused(lambda: reviewing.keep(case, pat(house), WHY), says="no breach since")


def test_a_block_lifted_while_the_sweep_waits_opens_no_case(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    block = blocked(house)
    house.wait(91 * DAY)

    def lifted_first(contribution: Contribution) -> None:
        hold_lane(contribution)
        blocks.lifted(Block.objects.get(pk=block.pk))

    monkeypatch.setattr(reviewing, "hold_lane", lifted_first)
    assert reviewing.ask_what_is_due() == 0
    assert not Case.objects.filter(kind="block_review").exists()


def test_a_review_without_a_block_ends(house: House) -> None:
    block, case = due(house)
    assert reviewing.end_without_block() == 0
    Block.objects.filter(pk=block.pk).update(state="lifted", lifted_at=house.now)
    with pytest.raises(ChangedError):
        reviewing.keep(case, pat(house), WHY)
    sweep(house)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "unblocked")
    assert house.stands(case.contribution) == "acted_on"


def test_two_who_answer_at_once_close_it_once(house: House) -> None:
    _, case = due(house)
    stale = Case.objects.get(pk=case.pk)
    reviewing.keep(case, pat(house), WHY)
    with pytest.raises(ChangedError):
        reviewing.keep(stale, pat(house), WHY)
    assert len([one for one in house.entries("case.closed") if one.facts["case"] == case.pk]) == 1
