"""From signing in to a decision: with the mouse, with the keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.desk import stories

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
FACTS = "Calls the officer a clown."


def decide(page: Page) -> None:
    page.check("input[name=guideline][value=harassment]")
    page.fill("#id_facts", FACTS)
    page.check("input[name=measures][value=hide]")
    page.click("text=Record the decision")


def test_a_wrong_password_is_told_and_the_right_one_opens_the_queue(open_page: Callable[..., Page]) -> None:
    stories.user("mo", "moderator", shown="Mo Lee")
    page = open_page()
    page.goto("/desk/queue/")
    page.fill("#id_login", "mo")
    page.fill("#id_password", "not the word")
    page.click("main button[type=submit]")
    expect(page.locator(".govuk-error-summary")).to_contain_text("not correct")
    page.fill("#id_password", stories.PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url("/desk/queue/")
    expect(page.locator(".eh-account")).to_contain_text("Mo Lee")
    page.click("text=Sign out")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_case_is_taken_decided_and_watched_until_the_platform_shows_it(sign_in: Callable[..., Page]) -> None:
    case = stories.case("You clown", INSULT)
    page = sign_in(stories.user("mo", "moderator"))
    page.click(f"text=Take case {case.pk}")
    expect(page.locator("h1")).to_have_text(f"Review {case.pk}")
    decide(page)
    expect(page.locator(".moj-alert--success")).to_contain_text("Your decision is recorded.")
    decision = Decision.objects.get()
    assert (decision.facts, decision.measures) == (FACTS, "hide")
    stories.planned()
    page.reload()
    expect(page.locator("#actions")).to_contain_text("Planned")
    Action.objects.update(state="done", seen="read_back", done_at=timezone.now())
    expect(page.locator("#actions")).to_contain_text("The platform shows it")  # htmx asked again by itself
    expect(page.locator("#actions")).not_to_have_attribute("hx-trigger", "every 2s")


def test_the_keyboard_alone_is_enough(sign_in: Callable[..., Page]) -> None:
    case = stories.case("You clown", INSULT)
    page = sign_in(stories.user("mo", "moderator"))
    page.goto(f"/desk/cases/{case.pk}/")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "guideline":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(FACTS)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".moj-alert--success")).to_be_visible()
    assert Decision.objects.get().facts == FACTS


def test_everything_works_without_scripts(sign_in: Callable[..., Page]) -> None:
    case = stories.case("You clown", INSULT)
    page = sign_in(stories.user("mo", "moderator"), scripts=False)
    page.goto("/desk/queue/?kind=review")
    page.click(f"text=Review {case.pk}")
    page.click("text=Record the decision")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    decide(page)
    expect(page.locator(".moj-alert--success")).to_be_visible()
    stories.planned()
    page.reload()
    expect(page.get_by_role("link", name="Look again", exact=True)).to_be_visible()


def test_the_rules_that_do_not_fit_the_evidence_can_be_opened(sign_in: Callable[..., Page]) -> None:
    case = stories.case("Your food budget is a joke")
    page = sign_in(stories.user("mo", "moderator"))
    page.goto(f"/desk/cases/{case.pk}/")
    page.check("input[name=guideline][value=none]")
    page.fill("#id_facts", "Criticism of the service.")
    page.click("text=Record the decision")
    expect(page.locator("text=This case is closed")).to_be_visible()
    assert Case.objects.get(pk=case.pk).outcome == "no_breach"


def test_the_figures_above_the_queue_follow(sign_in: Callable[..., Page]) -> None:
    page = sign_in(stories.user("mo", "moderator"))
    expect(page.locator("text=Nothing is waiting")).to_be_visible()
    stories.case("You clown", INSULT)
    page.evaluate("htmx.trigger('#counts', 'refresh')")
    expect(page.locator("#counts li").first).to_contain_text("1")
