"""A breach found to be none: what stood on it against its author is undone, on the platform and in the tables."""

from __future__ import annotations

from tests import house as h
from tests.house import House, refused

from evenhand import work
from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.desk.case_page import gather
from evenhand.intake.models import Contribution
from evenhand.sanctions import blocks, discrimination, overturning, threats, undone
from evenhand.sanctions.models import Block, LadderGround, Strike, ThreatGround, Warning
from evenhand.sanctions.threats import block_for_threat

AGAIN = "lol imagine actually believing that again. Embarrassing."
WHY = "It demeans women."


def breached(house: House, text: str = AGAIN, *, on: str = "facebook") -> Decision:
    """A later breach, upheld."""
    house.wait(30)
    return house.decide(house.write(text, on=on), "harassment", ("platform_report",))


def blocked(house: House, on: str = "facebook") -> tuple[Decision, Decision]:
    """Warned, breached again, blocked: the two decisions that the block stands on."""
    first = house.warned(on=on)
    later = breached(house, on=on)
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    for task in ManualTask.objects.filter(action__operation="block"):
        manual.confirm(task, house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "in_force"
    return first, later


def overturn(house: House, decision: Decision, *, run: bool = True) -> Decision:
    """Its author asks, and another person finds that it is no breach."""
    return house.decide(appeal(decision.contribution), "none", by=house.person("pat", "approver"), run=run)


def appeal(of: Contribution) -> Case:
    return open_case(of, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))


def test_a_block_whose_breach_was_none_is_lifted_on_the_platform(house: House) -> None:
    first, later = blocked(house)
    assert house.on("facebook").blocked == {"ann"}
    second_look = overturn(house, later)
    assert house.on("facebook").blocked == set()
    block = Block.objects.get()
    assert (block.state, block.lifted_at) == ("lifted", house.now)
    assert Action.objects.get(operation="unblock").decision == second_look
    noted = house.entries("block.to_be_lifted")[-1]
    assert (noted.actor, noted.facts["decision"]) == (f"person:{house.person('pat').pk}", second_look.pk)
    assert house.content("block.to_be_lifted") == {"reason": overturning.WHY}
    assert Warning.objects.get(strike__decision=first).state == "delivered"
    assert house.stands(later.contribution) == "kept"


def test_a_warning_whose_breach_was_none_is_withdrawn_and_the_block_on_it_is_lifted(house: House) -> None:
    first, later = blocked(house)
    overturn(house, first)
    warning = Warning.objects.get()
    assert (warning.state, warning.reason) == ("withdrawn", overturning.WHY)
    assert warning.delivered_us is not None
    assert house.entries("warning.withdrawn")[-1].facts["warning"] == str(warning.pk)
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"
    assert house.stands(later.contribution) == "acted_on"
    assert Strike.objects.filter(decision=later).exists()
    breached(house, AGAIN + " Go away.")
    assert LadderGround.objects.count() == 1


def test_the_authors_history_shows_that_it_was_withdrawn(house: House) -> None:
    overturn(house, house.warned())
    history = gather(house.case(house.write(h.MILD + " Yes.")), house.moderator).history
    assert history is not None
    assert [(one.get_state_display(), one.reason) for one in history.warnings] == [("Withdrawn", overturning.WHY)]


def test_a_persons_block_is_a_persons_to_lift(house: House) -> None:
    _, later = blocked(house, on="x")
    overturn(house, later)
    assert Block.objects.get().state == "in_force"
    task = ManualTask.objects.get(action__operation="unblock")
    manual.confirm(task, house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "lifted"


def test_a_lifting_that_fails_is_not_closed_with_the_proposal(house: House) -> None:
    first, later = blocked(house, on="x")
    overturn(house, later)
    manual.confirm(ManualTask.objects.get(action__operation="unblock"), house.moderator, done=False, note="Broken.")
    house.run()
    overturn(house, first)
    assert house.cases(later.contribution) == {"block_approval"}
    waiting = undone.waiting(later.contribution)
    assert waiting is not None
    undone.answer(waiting, house.approver, blocked=False, reason="")
    manual.confirm(ManualTask.objects.get(action__operation="unblock", state="open"), house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "lifted"


def test_a_proposal_without_a_ground_is_closed(house: House) -> None:
    first = house.warned()
    later = breached(house)
    assert house.cases(later.contribution) == {"block_approval"}
    overturn(house, first)
    closed = Case.objects.get(kind="block_approval")
    assert (closed.state, closed.outcome, closed.outcome_reason) == ("closed", "not_blocked", overturning.WHY)
    assert house.stands(later.contribution) == "acted_on"
    assert not Block.objects.exists()


def test_another_question_about_the_later_breach_stays_open(house: House) -> None:
    first = house.warned()
    house.wait(30)
    hateful = house.decide(house.write(h.DEMEANING), "discrimination")
    assert house.cases(hateful.contribution) == {"confirmation", "block_approval"}
    overturn(house, first)
    assert house.cases(hateful.contribution) == {"confirmation"}


def test_a_block_that_was_not_done_is_not_tried_again(house: House) -> None:
    house.warned()
    later = breached(house)
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.on("facebook").faults.extend(["", "refused"])  # the notice goes first
    house.run()
    manual.confirm(ManualTask.objects.get(action__operation="block"), house.moderator, done=False, note="Broken.")
    house.run()
    assert house.cases(later.contribution) == {"block_approval"}
    overturn(house, later)
    assert house.cases(later.contribution) == set()
    assert Block.objects.get().state == "lifted"
    assert "block" not in house.effects()


def test_a_block_on_its_way_to_the_platform_does_not_stay_there(house: House) -> None:
    house.warned()
    later = breached(house)
    blocks.approve(LadderGround.objects.get(), house.approver)
    overturn(house, later)
    assert Block.objects.get().state == "lifted"
    assert house.on("facebook").blocked == set()


def test_between_the_second_look_and_what_follows_nobody_is_blocked_anew(house: House) -> None:
    house.warned()
    overturn(house, breached(house), run=False)
    refused(lambda: blocks.approve(LadderGround.objects.get(), house.approver), says="no ground")
    house.run()
    assert Case.objects.get(kind="block_approval").outcome == "not_blocked"


def test_a_discriminatory_text_that_was_none_leaves_nobody_blocked(house: House) -> None:
    decision = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(decision, house.moderator, "sex", WHY)
    discrimination.confirm(decision, house.approver, "sex", WHY)
    house.run()
    assert house.on("facebook").blocked == {"ann"}
    overturn(house, decision)
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"
    assert house.seen(decision.contribution)


def test_the_call_for_a_second_person_ends_with_what_it_was_about(house: House) -> None:
    decision = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(decision, house.moderator, "sex", WHY)
    overturn(house, decision)
    assert house.cases(decision.contribution) == set()
    assert house.stands(decision.contribution) == "kept"


def test_a_threat_that_was_none_is_lifted_once_and_needs_no_confirmation(house: House) -> None:
    decision = house.decide(house.write(h.THREAT), "threat", ("hide",))
    block_for_threat(decision, house.approver, "He names her street.")
    house.run()
    overturn(house, decision)
    assert house.on("facebook").blocked == set()
    ground = ThreatGround.objects.get()
    assert ground.lifted_at == house.now
    refused(lambda: threats.confirm_threat(ground, house.person("pat")), says="lifted already")
    house.wait(60 * 24 * 3)
    work.testing.run_sweep("sanctions.lift_unconfirmed", now=house.now)
    house.run()
    assert len(house.entries("block.to_be_lifted")) == 1
    assert house.entries("threat.lifted") == []


def test_a_warning_that_nobody_sent_yet_is_not_sent(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "harassment", ("hide", "warn"), run=False)
    overturn(house, decision, run=False)
    house.run()
    assert house.on("facebook").inbox == {}
    assert Warning.objects.get().state == "withdrawn"
    assert house.action(decision, "warn").state == "moot"
    assert house.seen(decision.contribution)


def test_a_warning_that_a_person_was_to_send_is_taken_back(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.on("linkedin").faults.append("refused")
    decision = house.decide(written, "harassment", ("warn",))
    overturn(house, decision)
    task = house.task(decision, "warn")
    assert (task.state, task.person, task.note) == ("could_not", house.person("pat"), overturning.WHY)
    assert Warning.objects.get().state == "withdrawn"


def test_a_warning_that_never_arrived_stays_undeliverable(house: House) -> None:
    decision = house.decide(house.write(h.INSULT, on="youtube"), "harassment", ("warn",))
    overturn(house, decision)
    assert Warning.objects.get().state == "undeliverable"


def test_keeping_a_mended_text_and_answering_undo_nothing(house: House) -> None:
    first, later = blocked(house)
    house.edit(first.contribution, "Sorry.")
    house.decide(first.contribution, "none")
    asked = open_case(later.contribution, Case.Kind.QUESTION, priority=4, why=("A test.",))
    house.answer(asked)
    assert house.on("facebook").blocked == {"ann"}
    assert Warning.objects.get().state == "delivered"


def test_upheld_after_all_it_needs_a_new_warning(house: House) -> None:
    decision = house.warned()
    overturn(house, decision)
    anew = house.decide(appeal(decision.contribution), "harassment", ("warn",), by=house.approver)
    states = {one.strike.decision: one.state for one in Warning.objects.all()}
    assert states == {decision: "withdrawn", anew: "delivered"}
    breached(house)
    assert LadderGround.objects.get().warning.strike.decision == anew


def test_undoing_twice_is_once(house: House) -> None:
    _, later = blocked(house)
    second_look = overturn(house, later)
    overturning.undo(second_look)
    house.run()
    assert house.effects().count("unblock") == 1
    assert len(house.entries("block.to_be_lifted")) == 1
