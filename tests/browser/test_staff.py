"""The register of people featured, by eye and for everybody, on a phone too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_is_added_and_found_again(sign_in: Callable[..., Page]) -> None:
    stories.post(stories.channel(), "Meet Priya, one of our new prison officers.")
    page = sign_in(stories.user("saf", "safeguarding_lead", shown="Saf Ahmed"))
    check(page, "/desk/staff/", (1280, 390))
    seen(page, "staff-empty")
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Name", exact=True).fill("Priya Shah")
    page.get_by_label("Other names").fill("Pri S")
    page.get_by_label("Name of the contact").fill("Noor Aziz")
    page.get_by_label("E-mail address of the contact").fill("noor@example.gov.uk")
    page.get_by_label("They agreed to be shown on").fill("1/9/2026")
    page.get_by_label("Meet Priya").check()
    seen(page, "staff-form")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The register is changed").wait_for()
    found = Featured.objects.get()
    assert found.posts.count() == 1
    check(page, f"/desk/staff/{found.pk}/", (1280, 390))
    written = [stories.contribution(f"She hasn't got a clue, {number}") for number in range(5)]
    for one in written:
        stories.assess(one)
        Aimed.objects.create(featured=found, contribution=one, kind="dig")
    case = stories.case("", of=written[-1], why=["Priya Shah is made a target again and again."], priority=1)
    Hounding.objects.create(featured=found, case=case, since=found.added_at)
    Welfare.objects.create(featured=found, case=case)
    check(page, "/desk/staff/", (1280, 390))
    seen(page, "staff")
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    seen(page, "case-hounded")
    page.get_by_role("button", name="Open a case for it").first.click()
    assert Case.objects.count() == 2
