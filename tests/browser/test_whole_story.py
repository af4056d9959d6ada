"""Due process from end to end on the simulated platforms: each step by a person in a browser, each effect seen there.

Warn first: breach, the warning read where its author reads it, a second breach, approval, the block, an appeal by the
public form, restored. Discrimination: hidden at once, two people, blocked with reasons. Every page on the way is read
by axe.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser.test_appeals import seen as pictured
from tests.browser.test_pages import check
from tests.browser.test_platforms import connect, sandbox, seen, worked
from tests.desk import stories
from tests.house import SLURRED

from evenhand.cases.models import Case
from evenhand.sanctions.models import Block
from evenhand.sanctions.models import Warning as Warned

__all__ = ["sandbox"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON = "facebook"
INSULT = "You're an idiot for thinking that, Kelly."
AGAIN = "You're still an idiot for thinking that, Kelly."
WHO = "robin.hale"
WHY = "Between friends it was banter, and the person named says so."


class Outside:
    """The public's side of the sandbox: who writes, and what they see."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def writes(self, text: str, *, later: int = 0) -> dict[str, Any]:
        """The same person writes; `later` minutes from now by the platform's own date."""
        told: dict[str, object] = {"platform": ON, "kind": "comment", "text": text, "author": WHO}
        if later:
            told["at"] = (timezone.now() + timedelta(minutes=later)).isoformat()
        made: dict[str, Any] = self.client.post("publish", json=told).raise_for_status().json()
        worked(rounds=4 if later else 2)  # a stream is read again only a while after it was read
        return made

    def person(self, key: str) -> dict[str, Any]:
        """The person as the platform holds them: blocked or not, and what the organisation wrote to them."""
        found: dict[str, Any] = self.client.get(f"authors/{ON}/{key}").raise_for_status().json()
        return found

    def author_sees(self, contribution: str) -> bool:
        """Whether its author still sees it."""
        view = self.client.get("view", params={"platform": ON, "id": contribution, "as": "author"}).json()
        return bool(view["visible"])

    def stranger_sees(self, contribution: str) -> bool:
        """Whether anybody else does."""
        return seen(self.client, ON, contribution)[0]


@pytest.fixture
def outside(sandbox: httpx.Client, settings: Settings) -> Outside:
    """Facebook, connected, under the HMPPS policy."""
    settings.POLL_SECONDS = 0.0
    stories.policy()
    connect(sandbox, ON)
    return Outside(sandbox)


def case_of(contribution: str, kind: str = "review") -> Case:
    return Case.objects.get(contribution__external_id=contribution, kind=kind, state="open")


def opened(page: Page, case: Case, picture: str) -> None:
    """Open a case as axe and a designer would: both widths, then the wide one."""
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    pictured(page, f"story-{picture}")
    page.set_viewport_size({"width": 1280, "height": 900})


def decided(page: Page, case: Case, guideline: str, facts: str, *measures: str, picture: str) -> None:
    """A moderator decides by the form."""
    opened(page, case, picture)
    page.check(f"input[name=guideline][value={guideline}]")
    page.fill("#id_facts", facts)
    for one in measures:
        page.check(f"input[name=measures][value={one}]")
    page.click("text=Record the decision")
    expect(page.locator(".moj-alert--success")).to_contain_text("Your decision is recorded.")
    worked()


def confirmed(page: Page) -> None:
    """Somebody says by the form, with the case open, that it is discriminatory."""
    page.select_option("#id_characteristic", "race")
    page.fill("#id_reason", "A whole group is demeaned for its race.")
    page.click("#confirm button")


def appealed(page: Page, number: str) -> str:
    """The person asks the house to look again, by the public form; the reference number that they are given."""
    check(page, "/appeal/", (1280, 390))
    page.get_by_role("radio", name="Facebook").check()
    page.get_by_label("Your name on that channel").fill(f"@{WHO}")
    page.get_by_label("The number in our letter").fill(number)
    page.get_by_label("Why do you think").fill("It was banter between friends.")
    page.get_by_role("button", name="Send").click()
    worked()
    return page.inner_text(".govuk-panel").split()[-1]


def outcome(page: Page, reference: str) -> str:
    """What the person reads of how it ended."""
    check(page, "/appeal/outcome/", (1280, 390))
    page.get_by_label("Reference number").fill(reference)
    page.get_by_label("Your name on the channel").fill(f"@{WHO}")
    page.get_by_role("button", name="See the outcome").click()
    pictured(page, "story-outcome")
    return page.inner_text("main")


def test_warned_breached_again_blocked_appealed_restored(
    outside: Outside, open_page: Callable[..., Page], sign_in: Callable[..., Page]
) -> None:
    first = outside.writes(INSULT)
    mo = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    decided(mo, case_of(first["id"]), "harassment", "It insults a named person.", "hide", "warn", picture="breach")
    assert not outside.stranger_sees(first["id"])
    assert outside.author_sees(first["id"])
    (warning,) = outside.person(first["author"])["inbox"]  # what its author reads, not what we say was sent
    assert "guidelines" in warning["text"]
    assert Warned.objects.get().state == "delivered"
    assert not outside.person(first["author"])["blocked"]

    second = outside.writes(AGAIN, later=20)
    again = case_of(second["id"])
    opened(mo, again, "warned-before")
    assert "1 strike, 1 warning" in mo.inner_text("main")  # every moderator sees it at the next contribution
    decided(mo, again, "harassment", "The same insult again.", "hide", picture="second-breach")
    assert not outside.person(first["author"])["blocked"]  # no block without an approver

    ann = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    opened(ann, case_of(second["id"], "block_approval"), "approval")
    ann.check("#block input[value=approve]")
    ann.click("#block button")
    expect(ann.locator(".moj-alert--success")).to_be_visible()
    worked()
    assert outside.person(first["author"])["blocked"]
    check(ann, "/desk/blocks/", (1280, 390))
    pictured(ann, "story-blocked")
    notice = outside.person(first["author"])["inbox"][-1]["text"]
    assert "We are blocking your account" in notice

    (number,) = re.findall(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4})+\b", notice)
    public = open_page(width=390)
    reference = appealed(public, number)
    olu = sign_in(stories.user("olu", "approver", shown="Olu Ade"))  # had no part in it
    opened(olu, Case.objects.get(kind="appeal", state="open"), "appeal")
    olu.get_by_role("radio", name="We were wrong").check()
    olu.get_by_label("The reasons").fill(WHY)
    olu.get_by_role("button", name="Record").click()
    assert "The appeal was upheld" in olu.inner_text("main")
    worked()
    worked()
    assert outside.stranger_sees(second["id"])
    assert not outside.person(first["author"])["blocked"]
    assert Block.objects.get().state == "lifted"
    assert WHY in outcome(public, reference)


def test_discrimination_needs_two_people_and_no_warning(outside: Outside, sign_in: Callable[..., Page]) -> None:
    made = outside.writes(SLURRED)
    assert not outside.stranger_sees(made["id"])  # hidden at once, by the machine, which can be undone
    assert not outside.person(made["author"])["blocked"]
    mo = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    opened(mo, case_of(made["id"]), "discrimination")
    mo.check("input[name=guideline][value=discrimination]")
    mo.select_option("#id_characteristic", "race")
    mo.fill("#id_facts", "It says that people of one race are worth less.")
    mo.check("input[name=measures][value=hide]")
    mo.click("text=Record the decision")
    expect(mo.locator(".moj-alert--success")).to_contain_text("Your decision is recorded.")
    worked()
    assert not outside.person(made["author"])["blocked"]  # one person's word alone leads to no block
    second = case_of(made["id"], "confirmation")
    opened(mo, second, "one-word-alone")
    confirmed(mo)
    expect(mo.locator(".govuk-error-summary")).to_be_visible()
    worked()
    assert not outside.person(made["author"])["blocked"]

    ann = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    opened(ann, second, "confirm")
    confirmed(ann)
    expect(ann.locator(".moj-alert--success")).to_contain_text("Your confirmation is recorded.")
    worked()
    assert outside.person(made["author"])["blocked"]
    block = Block.objects.get()
    assert (block.ground, block.state) == ("discrimination", "in_force")
    told = outside.person(made["author"])["inbox"][-1]["text"]
    assert "discriminat" in told.lower()
    assert "/appeal" in told or "look again" in told
    assert Warned.objects.count() == 0
