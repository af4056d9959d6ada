"""Clause 22, 'blocked from our social media channels', and clause 41, 'on rare occasions'."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand import work
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Bulk, Case, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import AutomaticHide
from evenhand.sanctions import blocks, discrimination, linking, same_person
from evenhand.sanctions.models import Block, LadderGround
from evenhand.sanctions.same_person import Said

AGAIN = "lol imagine actually believing that again. Embarrassing."
DAY = 60 * 24


def climbed(house: House, by: str) -> None:
    """Warned, breached again, approved, and blocked on the platform."""
    house.warned(by=by)
    house.wait(30)
    house.decide(house.write(AGAIN, by=by), "harassment", ("platform_report",))
    blocks.approve(LadderGround.objects.order_by("-pk")[0], house.approver)
    house.run()


def asked() -> list[str]:
    """Whose block an open case asks about, by their name on the platform."""
    rows = Case.objects.filter(kind="block_review", state="open").select_related("contribution__author")
    return [str(case.contribution.author and case.contribution.author.external_id) for case in rows.order_by("pk")]


@pytest.mark.clause(22)
def test_two_people_block_on_the_other_channels_and_no_machine_or_bulk_can(house: House) -> None:
    hateful = house.decide(house.write(h.DEMEANING), "discrimination")
    discrimination.confirm(hateful, house.moderator, "sex", "It demeans women.")
    assert house.on("facebook").blocked == set()
    discrimination.confirm(hateful, house.approver, "sex", "It demeans women.")
    house.run()
    assert house.on("facebook").blocked == {"ann"}
    origin = Block.objects.get()
    for channel, account in (("instagram", "anna_w"), ("linkedin", "anna-w"), ("youtube", "annw"), ("x", "ann")):
        house.write(h.KIND, on=channel, by=account)
    for channel, account in (("instagram", "anna_w"), ("linkedin", "anna-w"), ("youtube", "annw")):
        said = Said(account, "told_us", "She wrote: ‘I have all of these.’")
        same_person.say(origin.author, house.channels[channel], said, house.moderator)
    for same in same_person.of(origin.author_id)[:2]:
        with pytest.raises(RefusedError):
            linking.approve(same, origin, house.moderator)
        linking.approve(same, origin, house.approver)
    house.run()
    assert house.on("instagram").blocked == {"anna_w"}
    told = house.on("instagram").inbox["anna_w"]
    assert any("We are blocking this account" in words for words in told)
    states = {one.channel.platform: one.state for one in linking.elsewhere(origin)}
    assert states == {"instagram": "in_force", "linkedin": "manual", "youtube": "said", "x": "not_linked"}
    about, step = origin.decisions()[0].contribution, _step(house)
    with pytest.raises(IntegrityError, match="decision_in_bulk_only_hides"), transaction.atomic():
        make.decision(about, house.policy, measures="block", bulk=step)
    with pytest.raises(IntegrityError, match="decision_machine_only_hides_in_public"), transaction.atomic():
        _by_machine(house, about)
    with pytest.raises(IntegrityError, match="action_machine_hides_or_sends_letter"), transaction.atomic():
        make.action(hateful, "block", actor="machine", person=None, authority=origin.pk)
    blocks.lift(origin, origin.follows_from, "A second thought.", house.approver)
    house.run()
    assert house.on("facebook").blocked == house.on("instagram").blocked == set()


def _by_machine(house: House, about: Contribution) -> Decision:
    """What the machine would write down to block somebody by itself, under a guideline that lets it hide."""
    rule = house.policy.guidelines.get(code="discrimination")
    judged = house.judged(about)
    return Decision.objects.create(
        contribution=about,
        contribution_kind=about.kind,
        version=judged.version,
        assessment=judged,
        policy_version=house.policy,
        guideline=rule,
        verdict="breach",
        facts="It scored high.",
        measures="block",
        actor="machine",
        automatic_hide=AutomaticHide.objects.get(guideline=rule, platform="facebook"),
        key="by-machine",
    )


def _step(house: House) -> Bulk:
    """Something hidden in bulk."""
    guideline = house.policy.guidelines.get(code="harassment")
    return Bulk.objects.create(
        what="hide", person=house.moderator, guideline=guideline, contributions=1, authors=1, reason="A test.", key="k"
    )


@pytest.mark.clause(41)
def test_a_rate_above_the_set_level_raises_a_review_and_every_block_comes_up_on_its_date(
    house: House, settings: Settings
) -> None:
    settings.BLOCK_BUDGET = 2
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("ann", "bob"):
        climbed(house, name)
    assert asked() == []
    assert "2 blocks in the last 30 days; at most 2 are expected." in browser.get("/desk/blocks/").content.decode()
    climbed(house, "cas")
    assert house.on("facebook").blocked == {"ann", "bob", "cas"}
    assert asked() == ["cas"]
    shown = browser.get("/desk/blocks/").content.decode()
    assert "3 blocks in the last 30 days; at most 2 are expected." in shown
    assert "rare occasions" in shown
    dates = set(Block.objects.values_list("review_on", flat=True))
    assert dates == {house.now.date() + timedelta(days=ours.BLOCK_REVIEW_DAYS)}
    house.wait(ours.BLOCK_REVIEW_DAYS * DAY)
    work.testing.run_sweep("sanctions.review_blocks", now=house.now)
    assert sorted(asked()) == ["ann", "bob", "cas"]
    ann = Case.objects.get(kind="block_review", state="open", contribution__author__external_id="ann")
    blocks.lift_after_review(ann, house.approver, "Half a year without another.")
    house.run()
    assert house.on("facebook").blocked == {"bob", "cas"}
