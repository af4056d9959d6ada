"""The blocks page with more than the body expects, and the review of one: accessible, on a phone too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from tests import factories as make
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.sanctions.models import Block

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_more_blocks_than_expected_and_the_review_of_one(
    sign_in: Callable[..., Page], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.factories.ladder.policy_version", stories.policy)  # a page reads a whole policy
    settings.BLOCK_BUDGET = 0
    ground = make.laddered(state="in_force")
    case = make.case(ground.strike.contribution, "block_review")
    page = sign_in(stories.user("pat", "approver", shown="Pat Roe"))
    for name, address in [("blocks", "/desk/blocks/"), ("block-review", f"/desk/cases/{case.pk}/")]:
        check(page, address, (1280, 390))
        seen(page, f"desk-{name}")
    page.get_by_role("radio", name="No, unblock the author").check()
    page.get_by_label("Why", exact=True).fill("Half a year without another.")
    page.get_by_role("button", name="Record").click()
    assert "Its author is unblocked" in page.inner_text("main")
    assert Block.objects.get().state == "in_force"  # until the platform shows it
    page.goto("/desk/blocks/")
    assert "rare occasions" in page.inner_text("main")
