"""Clause 41, 'on rare occasions': more blocks than expected are looked at again, and each one when it is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.test import Client
from pytest_django import Settings
from tests.house import House

from evenhand import work
from evenhand.cases.models import Case
from evenhand.sanctions import blocks
from evenhand.sanctions.models import Block, LadderGround

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
