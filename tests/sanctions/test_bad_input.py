"""Bad input of due process, each with its end.

Elsewhere: an appeal of 50,000 characters and an attachment bomb (tests/public/test_appeals), two who decide at once
(tests/cases/test_deciding, tests/desk), a block to follow that does not stand any more (test_linking).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import house as h
from tests import signing
from tests.house import House, refused

from evenhand.cases import pausing
from evenhand.cases.models import Case, Pause
from evenhand.intake.models import Author, Contribution
from evenhand.intake.storing import store_item
from evenhand.judgement import policies
from evenhand.judgement.models import PolicyVersion
from evenhand.platforms.interface import AuthorItem, ContributionKind
from evenhand.policy import Policy
from evenhand.sanctions import blocks
from evenhand.sanctions.models import LadderGround, Strike, Warning

AGAIN = "lol imagine actually believing that again. Embarrassing."


def test_a_warning_to_an_account_that_is_gone_counts_for_nothing_and_a_person_hears_of_it(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "harassment", ("platform_report", "warn"), run=False)
    for item in house.on("facebook").items.values():  # what a deleted account wrote goes with it
        item.removed = True
    house.run()
    warning = Warning.objects.get(strike__decision=decision)
    assert (warning.state, warning.delivered_us) == ("undeliverable", None)
    assert "could not be delivered" in " ".join(house.case(written).why)
    house.wait(60)
    house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    assert not LadderGround.objects.exists()


def renamed(house: House, text: str) -> Contribution:
    """Ann writes under another name; the platform's id of her account stays."""
    item = house.on("facebook").publish("ann", text, ContributionKind.COMMENT)
    listed = replace(house.on("facebook").listed(item), author=AuthorItem("ann", "annie_new", "Somebody Else"))
    row, _ = store_item(house.channels["facebook"], listed, house.now)
    assert row is not None
    house.run()
    return Contribution.objects.get(pk=row.pk)


def test_who_renames_keeps_their_ladder_and_is_blocked_once(house: House) -> None:
    house.warned()
    house.wait(30)
    again = renamed(house, AGAIN)
    author = Author.objects.get()
    assert (author.external_id, author.display_name) == ("ann", "Somebody Else")
    house.decide(again, "harassment", ("platform_report",))
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    assert house.on("facebook").blocked == {"ann"}


def test_a_policy_that_changes_while_a_case_is_open_changes_nothing_in_it(house: House) -> None:
    """What is decided stands on the version under which it was read; the letter quotes that one."""
    written, before = house.write(h.MILD), house.policy
    changed = retitled("Something else")
    assert policies.in_force() == changed
    decision = house.decide(written, "harassment", ("platform_report", "warn"))
    assert decision.policy_version == before
    warning = Warning.objects.get()
    assert warning.policy_version == before
    assert warning.action is not None
    assert "Something else" not in warning.action.text
    later = house.decide(house.write(AGAIN, by="bob"), "harassment", ("hide",))
    assert (later.policy_version, later.guideline.title) == (changed, "Something else")


def retitled(title: str) -> PolicyVersion:
    """Another version in force, in which the guideline on harassment is called otherwise."""
    rules = h.hmpps().model_dump()
    for one in rules["guidelines"]:
        one["title"] = title if one["id"] == "harassment" else one["title"]
    version = policies.store(Policy.model_validate(rules))
    signing.brought_into_force(version)
    return version


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(days=2)])
def test_a_clock_moved_back_makes_nobody_a_repeater_and_stops_no_case(house: House, back: timedelta) -> None:
    house.warned()
    paused = house.write(h.QUESTION, by="bob")
    pausing.pause(house.case(paused, "question"), house.moderator, "We wait for her number.")
    house.wait(-back / timedelta(minutes=1))
    house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    assert Strike.objects.count() == 2
    assert not LadderGround.objects.exists()  # dated before the warning was delivered
    house.answer(paused)
    pause = Pause.objects.get()
    assert pause.ended_at == pause.started_at
    assert not Case.objects.filter(contribution=paused, state="open").exists()


def test_an_approval_that_comes_after_the_ground_was_withdrawn_is_refused(house: House) -> None:
    decision = house.warned()
    house.wait(30)
    house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    ground = LadderGround.objects.get()
    case = Case.objects.create(contribution=decision.contribution, kind="review", due_at=house.now + timedelta(days=1))
    house.decide(case, "none")
    refused(lambda: blocks.approve(ground, house.approver), says="found to be none since")
    assert house.on("facebook").blocked == set()
