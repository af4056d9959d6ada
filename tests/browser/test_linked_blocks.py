"""The page of a block with the same person's accounts elsewhere: accessible, worked by keyboard, on a phone too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests import factories as make
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.sanctions.models import Block, SamePerson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_account_elsewhere_is_said_to_be_the_same_persons_and_blocked(
    sign_in: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.factories.ladder.policy_version", stories.policy)  # a page reads a whole policy
    ground = make.laddered(state="in_force")
    there = make.contribution("Well done.", by=make.author(make.channel("instagram")))
    make.assessment(there, ground.strike.decision.policy_version)
    make.channel("linkedin")
    block = Block.objects.get()
    assert there.author is not None
    mo = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    check(mo, f"/desk/blocks/{block.pk}/", (1280, 390))
    mo.get_by_role("button", name="Record", exact=True).click()
    assert "Choose the channel." in mo.inner_text("main")
    seen(mo, "block-same-errors")
    mo.get_by_role("radio", name="Instagram").check()
    mo.get_by_label("Account", exact=True).fill(there.author.external_id)
    mo.get_by_role("radio", name="They said so in public").check()
    mo.get_by_label("What shows it").fill("She wrote on her page: ‘I am on Instagram too.’")
    mo.get_by_role("button", name="Record", exact=True).click()
    assert "waits for a second person" in mo.inner_text("main").lower()  # a badge is in capitals
    pat = sign_in(stories.user("pat", "approver", shown="Pat Roe"))
    check(pat, "/desk/blocks/", (1280, 390))
    seen(pat, "blocks-elsewhere")
    check(pat, f"/desk/blocks/{block.pk}/", (1280, 390))
    seen(pat, "block-second-look")
    pat.get_by_role("radio", name="Yes, block it there too").check()
    pat.get_by_role("button", name="Record", exact=True).first.click()
    linked = Block.objects.get(ground="linked")
    check(pat, f"/desk/blocks/{linked.pk}/", (1280, 390))
    pat.get_by_text("They are not the same person’s").click()
    seen(pat, "block-linked")
    assert SamePerson.objects.get().confirmed_by_id == linked.approved_by_id
