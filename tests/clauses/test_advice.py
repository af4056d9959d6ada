"""Clause 17: 'see advice from each of the channels': their own rules, what to report by, and links that work."""

from __future__ import annotations

import httpx
import pytest
from django.test import Client
from tests import house as h
from tests.house import House
from typer.testing import CliRunner

from evenhand.cli import links
from evenhand.cli.link_checking import Checker
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.reports import reasons_for, reports

pytestmark = pytest.mark.clause(17)


@pytest.mark.parametrize("platform", Platform)
def test_each_guideline_says_what_to_report_it_as_and_where_the_platform_says_so(
    house: House, platform: Platform
) -> None:
    for rule in h.hmpps().guidelines:
        told = reasons_for(platform, rule.kinds)
        assert told, f"{platform} has no reason for {rule.id}"
        assert all(reason.rules.startswith("https://") for reason in told.values())
    decision = house.decide(house.write(h.MILD, on=platform), "harassment", ("platform_report",))
    steps = house.task(decision, "platform_report").steps
    (reason, *_) = reasons_for(platform, ["ABUSE", "HARASS", "HATE"]).values()
    assert f"Choose the reason {reason.quoted}." in steps
    assert any(reason.rules in step for step in steps)


def test_the_public_page_leads_to_the_rules_of_all_five(house: House) -> None:
    assert house.policy
    page = Client().get("/guidelines/").content.decode()
    for platform in Platform:
        assert f'href="{reports(platform).rules}"' in page, NAMES[platform]


def test_the_link_checker_is_green_where_all_is_there_and_red_for_one_that_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real sites are not asked from a test: each address answers here as one that is there, or is gone."""
    assert house.policy
    asked: list[str] = []
    gone: set[str] = set()

    async def answer(_self: Checker, _client: httpx.AsyncClient, link: str) -> tuple[int, str]:
        asked.append(link)
        return (404 if link in gone else 200), ""

    monkeypatch.setattr(Checker, "_ask", answer)
    monkeypatch.setattr(links, "checker", lambda: Checker(pause=0))
    green = CliRunner().invoke(links.app, ["check"])
    assert green.exit_code == 0
    assert " moved, 0 dead, 0 not reached." in green.output
    assert {reports(platform).rules for platform in Platform} <= set(asked)
    gone.add(reports(Platform.X).rules)
    red = CliRunner().invoke(links.app, ["check"])
    assert red.exit_code == 1
    assert f"DEAD: {reports(Platform.X).rules} is gone (404) [X: rules and report reasons]" in red.output
