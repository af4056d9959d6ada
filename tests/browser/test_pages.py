"""Every page holds to WCAG 2.2 A and AA as far as a machine can tell, fits a phone, and obeys the strict policy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.desk import stories

from evenhand.cases.models import Case
from evenhand.intake.models import Delivery
from evenhand.work.models import Lane, Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ROLES = ["moderator", "approver", "safeguarding_lead", "administrator"]
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
SLUR = ("discrimination", [("do not belong here", "group_demeaned", "Says a group does not belong.")])
METHOD = ("self_harm_detail", [("counted out the tablets", "self_harm_method", "Names means.")])
LISTS = [
    "/desk/queue/",
    "/desk/queue/?kind=question",
    "/desk/queue/?due=overdue&order=due",
    "/desk/questions/",
    "/desk/questions/?span=week",
    "/desk/confirmations/",
    "/desk/blocks/",
    "/desk/tasks/",
    "/desk/stuck/",
    "/desk/channels/",
    "/desk/channels/not-understood/",
    "/accounts/2fa/",
    "/accounts/password/change/",
    "/guidelines/",
    "/desk/nowhere/",
]
OUTSIDE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/guidelines/", "/nowhere/"]


def check(page: Page, address: str, widths: tuple[int, ...] = (1280,)) -> None:
    """No violation at these widths, and nothing wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(address)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options=LEVELS).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], address
    page.set_viewport_size({"width": 390, "height": 900})
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, f"{address} is {too_wide} pixels wider than a phone"


@pytest.fixture
def busy_desk(transactional_db: None) -> None:  # noqa: ARG001  (the database must be there)
    """Something on every page."""
    first = stories.case("You clown, when does it open?", INSULT, priority=1)
    stories.case("", of=first.contribution, kind=Case.Kind.QUESTION, why=["The author asks a question."])
    stories.version(first.contribution, "You clown, when does it open? Edited", change="edited")
    stories.case("Those people do not belong here", SLUR, on=stories.channel("youtube"), outcome="remove_and_block")
    stories.case("I counted out the tablets", METHOD, kind=Case.Kind.SAFEGUARDING, at_risk=True, priority=1)
    stories.case("You clown", INSULT, on=stories.channel("linkedin"))
    for number in range(25):
        stories.case(f"remark {number}")
    lane = Lane.objects.create(name="author:12")
    Task.objects.create(
        lane=lane,
        name="actions.perform",
        payload={},
        key="k",
        run_at=timezone.now(),
        state="dead",
        last_error="HTTP 500",
    )
    Delivery.objects.create(platform="x", digest="d", body=b"{}", state="not_understood", reason="No list in it.")


def test_pages_for_everyone(open_page: Callable[..., Page]) -> None:
    stories.policy()
    page = open_page()
    for address in OUTSIDE:
        check(page, address)


@pytest.mark.parametrize("busy", [False, True], ids=["empty", "busy"])
def test_lists(sign_in: Callable[..., Page], request: pytest.FixtureRequest, *, busy: bool) -> None:
    stories.policy()
    if busy:
        request.getfixturevalue("busy_desk")
    page = sign_in(stories.user("everything", *ROLES))
    for address in LISTS:
        check(page, address)


def test_cases(sign_in: Callable[..., Page], busy_desk: None) -> None:  # noqa: ARG001  (fills the desk)
    page = sign_in(stories.user("everything", *ROLES))
    for case in Case.objects.order_by("pk")[:6]:
        check(page, f"/desk/cases/{case.pk}/", (1280, 390))


def test_a_form_with_errors_takes_the_reader_to_them(sign_in: Callable[..., Page]) -> None:
    case = stories.case("You clown", INSULT)
    page = sign_in(stories.user("mo", "moderator"))
    page.goto(f"/desk/cases/{case.pk}/")
    page.click("text=Record the decision")
    summary = page.locator(".govuk-error-summary")
    assert summary.evaluate("element => element === document.activeElement")
    expect(page).to_have_title(re.compile("^Error: "))
    assert Axe().run(page, options=LEVELS).response["violations"] == []
    summary.get_by_role("link", name="Say what in it led to your decision.").click()
    assert page.locator("#id_facts").evaluate("element => element === document.activeElement")
