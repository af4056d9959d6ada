"""Who is blocked is told: why, until when, how to be heard, where help is; or a person is asked to tell them."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.actions import manual
from evenhand.actions.models import ManualTask
from evenhand.cases.models import Case, Decision
from evenhand.sanctions import blocks, discrimination, endings, notices, threats
from evenhand.sanctions.appeals.against import number_of
from evenhand.sanctions.models import Block, LadderGround, ThreatGround

AGAIN = "lol imagine actually believing that again. Embarrassing."


def blocked(house: House, on: str = "facebook") -> Decision:
    """Warned, breached again, approved, and done on the platform."""
    house.warned(on=on)
    house.wait(30)
    later = house.decide(house.write(AGAIN, on=on), "harassment", ("platform_report",))
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    for task in ManualTask.objects.filter(action__operation="block", state="open"):
        manual.confirm(task, house.moderator, done=True)
    house.run()
    assert Block.objects.get().state == "in_force"
    return later


@pytest.mark.clause(7)
def test_who_is_blocked_reads_first_why_and_what_can_be_done(house: House) -> None:
    later = blocked(house)
    letter = house.on("facebook").inbox["ann"][-1]
    policy, review = h.hmpps(), Block.objects.get().review_on
    for part in (
        "We are blocking your account",
        later.guideline.title,
        policy.guidelines_url,
        policy.version,
        policy.review_route,
        policy.help_route,
        f"{review.day} {review:%B %Y}",
        number_of(later),
    ):
        assert part in letter, part
    told = Decision.objects.get(key=f"block-notice:{Block.objects.get().pk}")
    assert told.person == house.approver
    assert house.action(told, "message").state == "done"
    assert house.effects()[-2:] == ["private_reply", "block"]  # first: nobody can write to whom they block


def test_it_is_sent_once(house: House) -> None:
    blocked(house)
    sent = len(house.on("facebook").inbox["ann"])
    notices.of_block(Block.objects.get())
    house.run()
    assert len(house.on("facebook").inbox["ann"]) == sent


def test_a_block_that_has_ended_is_told_to_nobody(house: House) -> None:
    decision = blocked(house)
    block = Block.objects.get()
    blocks.lift(block, decision, "A test.", by=house.approver)
    house.run()
    assert notices.of_block(Block.objects.get()) is None


def test_two_peoples_word_on_discrimination_is_followed_by_the_notice(house: House) -> None:
    decision = house.decide(house.write(h.DEMEANING), "discrimination")
    for person in (house.moderator, house.approver):
        discrimination.confirm(decision, person, "sex", "It demeans women.")
    house.run()
    assert "Discrimination" in house.on("facebook").inbox["ann"][-1]


def test_an_emergency_block_is_told_once_a_second_person_has_looked(house: House) -> None:
    decision = house.decide(house.write(h.THREAT), "threat", ("hide",))
    threats.block_for_threat(decision, house.approver, "He names her street.")
    house.run()
    assert "ann" not in house.on("facebook").inbox
    threats.confirm_threat(ThreatGround.objects.get(), house.person("pat", "approver"))
    house.run()
    assert "Two people looked at it" in house.on("facebook").inbox["ann"][-1]


def test_one_that_does_not_fit_is_a_persons_to_write(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_words", lambda _block, _decision: "So. " * 300)  # longer than Instagram takes
    later = blocked(house, "instagram")
    why = Case.objects.get(contribution=later.contribution, kind="review", state="open").why[-1]
    assert "was not told why: The notice has 1200 bytes" in why


def test_where_nobody_can_be_written_to_the_record_says_that_they_were_not_told(house: House) -> None:
    later = blocked(house, "youtube")
    assert house.cases(later.contribution) == set()
    assert [entry.facts["block"] for entry in house.entries("block.not_told")] == [str(Block.objects.get().pk)]


def test_a_block_that_is_done_twice_is_told_once(house: House) -> None:
    blocked(house)
    action = Block.objects.get().author.actions.get(operation="block")
    endings.settle(action)
    house.run()
    assert sum("We are blocking" in text for text in house.on("facebook").inbox["ann"]) == 1
