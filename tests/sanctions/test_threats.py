"""Ground (c): a senior blocks at once for a credible threat; a second person confirms within a working day, or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand import work
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.judgement import services as judged
from evenhand.sanctions import discrimination, threats
from evenhand.sanctions.models import Block, ThreatGround

WHY = "He names her street."
SWEEP = "sanctions.lift_unconfirmed"


def upheld(house: House, text: str = h.THREAT, **more: object) -> Decision:
    return house.decide(house.write(text, **more), "threat", ("hide",))  # type: ignore[arg-type]  # options of write


def ordered(house: House) -> ThreatGround:
    """An emergency block in force."""
    threats.block_for_threat(upheld(house), house.approver, WHY)
    house.run()
    return ThreatGround.objects.get()


def test_a_senior_blocks_at_once_and_it_is_recorded_as_a_departure(house: House) -> None:
    ground = ordered(house)
    block = Block.objects.get()
    assert (block.ground, block.state, block.approved_by) == ("threat", "in_force", house.approver)
    assert house.on("facebook").blocked == {"ann"}
    departure = house.entries("policy.departure")[-1]
    assert departure.actor == f"person:{house.approver.pk}"
    assert departure.facts["ground"] == ground.pk
    assert house.content("policy.departure") == {"reason": WHY}


def test_it_must_be_confirmed_within_one_working_day(house: House) -> None:
    assert ordered(house).confirm_by.date() == (house.now + timedelta(days=1)).date()


def test_it_is_confirmed_once(house: House) -> None:
    ground = ordered(house)
    threats.confirm_threat(ground, house.person("pat", "approver"))
    refused(lambda: threats.confirm_threat(ground, house.person("sam", "approver")), says="in the meantime")
    assert ThreatGround.objects.get().confirmed_by == house.person("pat")


def test_over_a_weekend_the_working_day_is_monday(house: House) -> None:
    house.wait(60 * 24 * 5)  # from Monday to Saturday
    assert ordered(house).confirm_by.strftime("%A") in {"Monday", "Tuesday"}


def test_a_second_person_confirms_and_the_block_stays(house: House) -> None:
    ground = ordered(house)
    threats.confirm_threat(ground, house.person("pat", "approver"))
    assert house.entries("threat.confirmed")
    house.wait(60 * 24 * 10)
    work.testing.run_sweep(SWEEP, now=house.now)
    house.run()
    assert Block.objects.get().state == "in_force"
    assert house.on("facebook").blocked == {"ann"}


def test_unconfirmed_it_is_lifted_by_itself(house: House) -> None:
    ground = ordered(house)
    work.testing.run_sweep(SWEEP, now=house.now)
    assert ThreatGround.objects.get().lifted_at is None
    house.wait(60 * 24 * 3)
    work.testing.run_sweep(SWEEP, now=house.now)
    house.run()
    assert Block.objects.get().state == "lifted"
    assert house.on("facebook").blocked == set()
    assert ThreatGround.objects.get().lifted_at == house.now
    assert house.entries("threat.lifted")[-1].actor == "machine"
    refused(lambda: threats.confirm_threat(ground, house.person("pat", "approver")), says="lifted already")
    work.testing.run_sweep(SWEEP, now=house.now)
    assert len(house.entries("threat.lifted")) == 1
    assert str(ground) == f"threat ground:{ground.pk}"


def test_the_senior_is_not_the_second_person(house: House) -> None:
    ground = ordered(house)
    refused(lambda: threats.confirm_threat(ground, house.approver), says="A second person")
    refused(lambda: threats.confirm_threat(ground, house.moderator), says="Only an approver")
    assert ThreatGround.objects.get().confirmed_by is None


def test_only_a_senior_orders_it_with_a_reason(house: House) -> None:
    decision = upheld(house)
    refused(lambda: threats.block_for_threat(decision, house.moderator, WHY), says="Only a senior")
    refused(lambda: threats.block_for_threat(decision, house.approver, " "), field="reason")
    assert not Block.objects.exists()


def test_it_is_for_upheld_threats_only(house: House) -> None:
    rude = house.decide(house.write(h.MILD), "disrespect")
    refused(lambda: threats.block_for_threat(rude, house.approver, WHY), says="guideline on threats")
    kept = house.decide(house.write(h.THREAT), "threat", (), verdict="no_breach")
    refused(lambda: threats.block_for_threat(kept, house.approver, WHY), says="guideline on threats")


def test_a_wish_without_intent_is_not_credible(house: House) -> None:
    wished = upheld(house, "I hope you get stabbed on your first shift.")
    refused(lambda: threats.block_for_threat(wished, house.approver, WHY), says="credible threats")


def test_a_threat_found_to_be_none_since_blocks_nobody(house: House) -> None:
    decision = upheld(house)
    open_case(decision.contribution, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(decision.contribution, "appeal"), "none", by=house.moderator)
    refused(lambda: threats.block_for_threat(decision, house.approver, WHY), says="Decide first")


def test_nobody_is_blocked_where_the_platform_names_no_author(house: House) -> None:
    decision = upheld(house, unsigned=True)
    refused(lambda: threats.block_for_threat(decision, house.approver, WHY), says="does not say who")


def test_it_is_ordered_once(house: House) -> None:
    ground = ordered(house)
    refused(lambda: threats.block_for_threat(ground.decision, house.approver, WHY), says="ordered for this already")


def test_who_is_blocked_already_needs_no_emergency_and_the_sweep_goes_on(house: House) -> None:
    """A ground without a block of its own would have stopped every later lifting."""
    hateful = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(hateful, house.moderator, "sex", WHY)
    discrimination.confirm(hateful, house.approver, "sex", WHY)
    house.run()
    threat = upheld(house)
    refused(lambda: threats.block_for_threat(threat, house.approver, WHY), says="blocked on this channel already")
    assert not ThreatGround.objects.exists()


@pytest.mark.parametrize("text", [h.THREAT])
def test_the_machine_itself_only_hides_a_threat(house: House, text: str) -> None:
    written = house.write(text)
    assert house.effects() == ["hide"]
    assert house.case(written).priority == 1
    assert not Block.objects.exists()


def test_who_confirms_while_the_sweep_waits_for_the_lane_keeps_the_block(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, second = ordered(house), house.person("pat", "approver")
    house.wait(60 * 24 * 7)
    real = judged.hold_lane

    def waited_for(contribution: Contribution) -> None:
        real(contribution)
        monkeypatch.setattr(threats, "hold_lane", real)
        threats.confirm_threat(ground, second)

    monkeypatch.setattr(threats, "hold_lane", waited_for)
    assert threats.lift_unconfirmed() == 0
    ground.refresh_from_db()
    assert (ground.lifted_at, ground.confirmed_by) == (None, second)
