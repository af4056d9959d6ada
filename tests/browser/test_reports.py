"""A report to a platform as a person sees it: which reason to choose, the platform's own rule a link away."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_pages import INSULT, check
from tests.desk import stories

from evenhand.cases import deciding
from evenhand.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("EVENHAND_SHOTS", "")


def test_the_steps_name_the_reason_and_link_to_the_rule(sign_in: Callable[..., Page]) -> None:
    moderator: User = stories.user("morgan", "moderator")
    choice = deciding.Choice(
        verdict="breach", guideline="harassment", facts="It calls him a clown.", key="k", measures=("platform_report",)
    )
    deciding.decide(stories.case("You clown", INSULT), moderator, choice)
    stories.planned()
    page = sign_in(moderator)
    check(page, "/desk/tasks/", widths=(1280, 390))
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_text("Choose the reason 'Bullying, harassment or abuse'.")).to_be_visible()
    link = page.locator("main li a").first
    expect(link).to_have_attribute(
        "href", "https://transparency.meta.com/policies/community-standards/bullying-harassment/"
    )
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        _shot(page, f"tasks-{width}")
    page.goto("/guidelines/#platforms")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        _shot(page, f"guidelines-{width}")


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
