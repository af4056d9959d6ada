"""A block, or its lifting, that could not be done: an approver sees it, and it is tried again or given up."""

from __future__ import annotations

from tests import house as h
from tests.house import House, refused

from evenhand import work
from evenhand.actions import manual
from evenhand.actions.calling_off import call_off
from evenhand.actions.models import Action, ManualTask
from evenhand.actions.outcome import finish
from evenhand.cases.models import Case
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.sanctions import blocks, discrimination, threats, undone
from evenhand.sanctions.models import Block, LadderGround

AGAIN = "lol imagine actually believing that again. Embarrassing."
NO_BUTTON = "There is no such button."


def approved(house: House, on: str = "facebook") -> Block:
    """A ladder up to an approved block, not yet tried."""
    house.warned(on=on)
    house.wait(30)
    house.decide(house.write(AGAIN, on=on), "harassment", ("platform_report",), by=house.person("pat", "approver"))
    return blocks.approve(LadderGround.objects.get(), house.approver)


def could_not(house: House, operation: str = "block") -> Action:
    """The one open manual task of a kind, and the person who has it cannot do it."""
    task = ManualTask.objects.get(action__operation=operation, state="open")
    manual.confirm(task, house.moderator, done=False, note=NO_BUTTON)
    house.run()
    return task.action


def not_done(house: House) -> Contribution:
    """A block that the platform refused and that no person could do."""
    block = approved(house)
    house.on("facebook").faults.extend(["", "refused"])  # the notice goes first
    house.run()
    contribution = could_not(house).contribution
    block.refresh_from_db()
    assert block.state == "not_done"
    return contribution


def answer(house: House, of: Contribution, *, blocked: bool, by: str = "approver", reason: str = "") -> None:
    waiting = undone.waiting(of)
    assert waiting is not None
    undone.answer(waiting, house.person(by), blocked=blocked, reason=reason)
    house.run()


def test_a_block_that_could_not_be_done_is_seen_and_waits_for_an_approver(house: House) -> None:
    written = not_done(house)
    case = house.case(written, "block_approval")
    assert case.priority == 2
    assert case.why == [f"The block could not be done: {NO_BUTTON} Decide whether to try it again."]
    assert house.stands(written) == "waiting"
    assert house.on("facebook").blocked == set()
    noted = house.entries("block.not_done")[-1]
    assert noted.facts["block"] == str(Block.objects.get().pk)
    assert house.content("block.not_done") == {"reason": NO_BUTTON}


def test_tried_again_it_is_seen_on_the_platform(house: House) -> None:
    written = not_done(house)
    answer(house, written, blocked=True)
    assert house.on("facebook").blocked == {"ann"}
    assert Block.objects.get().state == "in_force"
    assert Case.objects.filter(kind="block_approval", state="open").count() == 0
    assert house.stands(written) == "acted_on"
    assert house.entries("block.tried_again")[-1].actor == f"person:{house.approver.pk}"
    assert Action.objects.filter(operation="block").count() == 2
    assert undone.waiting(written) is None


def test_it_may_come_to_nothing_twice(house: House) -> None:
    written = not_done(house)
    house.on("facebook").faults.append("refused")
    answer(house, written, blocked=True)
    assert Block.objects.get().state == "planned"
    could_not(house)
    assert Block.objects.get().state == "not_done"
    answer(house, written, blocked=True)
    assert house.on("facebook").blocked == {"ann"}
    assert [entry.facts["try"] for entry in house.entries("block.not_done")] == [1, 2]


def test_given_up_with_a_reason_it_is_over_and_another_ground_may_block(house: House) -> None:
    written = not_done(house)
    refused(lambda: answer(house, written, blocked=False, reason=" "), field="reason")
    answer(house, written, blocked=False, reason="The account is gone.")
    block = Block.objects.get()
    assert (block.state, block.lifted_at) == ("not_done", house.now)
    closed = Case.objects.filter(kind="block_approval").order_by("pk").last()
    assert closed is not None
    assert (closed.outcome, closed.outcome_reason) == ("not_blocked", "The account is gone.")
    assert house.content("block.given_up") == {"reason": "The account is gone."}
    assert undone.waiting(written) is None
    assert blocks.lift(block, block.decisions()[0], "A test.") is None
    hateful = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(hateful, house.moderator, "sex", "It demeans women.")
    discrimination.confirm(hateful, house.approver, "sex", "It demeans women.")
    house.run()
    assert house.on("facebook").blocked == {"ann"}


def test_who_may_not_approve_it_may_not_try_it_again(house: House) -> None:
    written = not_done(house)
    refused(lambda: answer(house, written, blocked=True, by="moderator"), says="Only an approver")
    refused(lambda: answer(house, written, blocked=True, by="pat"), says="another approver")
    assert Block.objects.get().state == "not_done"


def test_it_is_answered_once(house: House) -> None:
    waiting = undone.waiting(not_done(house))
    assert waiting is not None
    undone.answer(waiting, house.approver, blocked=True, reason="")
    refused(lambda: undone.answer(waiting, house.approver, blocked=True, reason=""), says="in the meantime")
    house.run()
    assert house.effects().count("block") == 1


def test_a_ground_that_fell_away_leaves_nothing_to_try_again(house: House) -> None:
    written = not_done(house)
    open_case(written, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(written, "appeal"), "none", by=house.approver, run=False)
    refused(lambda: answer(house, written, blocked=True), says="no ground")
    assert house.on("facebook").blocked == set()


def test_who_is_blocked_otherwise_meanwhile_is_not_blocked_twice(house: House) -> None:
    written = not_done(house)
    hateful = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(hateful, house.moderator, "sex", "It demeans women.")
    discrimination.confirm(hateful, house.approver, "sex", "It demeans women.")
    house.run()
    answer(house, written, blocked=True)
    assert Block.objects.get(state="in_force").ground == "discrimination"
    assert Case.objects.filter(outcome="already_blocked").count() == 1
    assert house.effects().count("block") == 1


def test_taking_the_comment_back_does_not_close_the_case(house: House) -> None:
    written = not_done(house)
    house.take_back(written)
    assert house.cases(written) == {"block_approval"}


def test_a_discriminatory_author_who_could_not_be_blocked_is_tried_again(house: House) -> None:
    hateful = house.decide(house.write(h.DEMEANING, on="x"), "discrimination")
    discrimination.confirm(hateful, house.moderator, "sex", "It demeans women.")
    discrimination.confirm(hateful, house.approver, "sex", "It demeans women.")
    house.run()
    written = could_not(house).contribution
    assert house.cases(written) == {"block_approval"}
    answer(house, written, blocked=True)
    manual.confirm(ManualTask.objects.get(action__operation="block", state="open"), house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "in_force"


def test_an_emergency_block_that_could_not_be_done_is_no_more_when_nobody_confirmed_it(house: House) -> None:
    decision = house.decide(house.write(h.THREAT, on="x"), "threat", ("hide",))
    threats.block_for_threat(decision, house.approver, "He names her street.")
    house.run()
    could_not(house)
    house.wait(60 * 24 * 3)
    work.testing.run_sweep("sanctions.lift_unconfirmed", now=house.now)
    house.run()
    assert Block.objects.get().state == "lifted"
    assert house.cases(decision.contribution) == set()
    assert not Action.objects.filter(operation="unblock").exists()


# Lifting


def in_force(house: House, on: str = "facebook") -> Block:
    approved(house, on)
    house.run()
    return Block.objects.get()


def test_a_lifting_that_could_not_be_done_is_tried_until_it_is(house: House) -> None:
    block = in_force(house)
    house.on("facebook").faults.append("refused")
    blocks.lift(block, block.decisions()[0], "A test.")
    house.run()
    written = could_not(house, "unblock").contribution
    assert Block.objects.get().state == "in_force"
    assert "could not be done: There is no such button. Answer" in house.case(written, "block_approval").why[0]
    assert house.stands(written) == "waiting"
    assert house.content("block.not_lifted") == {"reason": NO_BUTTON}
    refused(lambda: answer(house, written, blocked=True), field="answer", says="to be lifted")
    answer(house, written, blocked=False)
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"
    assert Case.objects.filter(outcome="unblocked").count() == 1
    assert house.stands(written) == "acted_on"


def test_a_block_that_nobody_tried_yet_is_called_off(house: House) -> None:
    block = approved(house)
    assert blocks.lift(block, block.decisions()[0], "A test.") is None
    house.run()
    assert "block" not in house.effects()
    assert Action.objects.get(operation="block").state == "moot"
    assert Block.objects.get().state == "lifted"
    assert house.entries("block.lifted")


def test_one_that_may_have_happened_is_undone_on_the_platform(house: House) -> None:
    block = approved(house)
    house.on("facebook").faults.extend(["lost_answer", "lost_answer"])
    house.run()
    blocks.lift(block, block.decisions()[0], "A test.")
    house.keep_running(30)
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"


def test_a_persons_task_to_block_is_taken_back_and_another_looks(house: House) -> None:
    block = approved(house, "x")
    house.run()
    blocks.lift(block, block.decisions()[0], "A test.", by=house.approver)
    house.run()
    closed = ManualTask.objects.get(action__operation="block")
    assert (closed.state, closed.person, closed.note) == ("could_not", house.approver, "A test.")
    assert Block.objects.get().state == "planned"
    manual.confirm(ManualTask.objects.get(action__operation="unblock"), house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "lifted"
    assert not Case.objects.filter(kind="block_approval", state="open").exists()


def test_a_block_done_by_hand_after_it_was_lifted_is_undone(house: House) -> None:
    block = approved(house, "x")
    house.run()
    blocks.lift(block, block.decisions()[0], "A test.")  # by nobody: the task stays with whoever has it
    house.run()
    manual.confirm(ManualTask.objects.get(action__operation="unblock"), house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "lifted"
    manual.confirm(ManualTask.objects.get(action__operation="block"), house.moderator, done=True)
    house.run()
    again = ManualTask.objects.get(action__operation="unblock", state="open")
    manual.confirm(again, house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "lifted"
    assert len(house.entries("block.lifted")) == 1


def test_lifting_twice_is_once(house: House) -> None:
    block = approved(house)
    for _ in range(2):
        blocks.lift(block, block.decisions()[0], "A test.")
    house.run()
    assert len(house.entries("block.to_be_lifted")) == 1


def test_an_action_that_came_to_nothing_has_nothing_to_call_off(house: House) -> None:
    block = approved(house)
    action = Action.objects.get(operation="block")
    finish(action, Action.State.FAILED, reason="A test.")
    assert call_off(action, None, "A test.")
    assert blocks.lift(block, block.decisions()[0], "A test.") is None
