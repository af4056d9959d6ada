"""Somebody at risk, from the queue to the record of what was done: by keyboard and by eye, on a phone too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.actions.models import Action
from evenhand.care import helping
from evenhand.care.models import Advice, HandOver, Outcome
from evenhand.cases.models import Case
from evenhand.records.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INSIDE = "My brother is at HMP Thornmere. He counted out the tablets. He wants to die tonight, please check on him."
METHOD = ("self_harm_detail", [("counted out the tablets", "self_harm_method", "Names means.")])


def at_risk() -> Case:
    why = ["Someone may be at risk."]
    return stories.case(INSIDE, METHOD, kind=Case.Kind.SAFEGUARDING, at_risk=True, priority=1, why=why)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_detail_opens_by_a_step_on_record(sign_in: Callable[..., Page], *, scripts: bool) -> None:
    case = at_risk()
    page = sign_in(stories.user("saf", "safeguarding_lead", shown="Saf Ahmed"), scripts=scripts)
    page.goto(f"/desk/cases/{case.pk}/")
    assert "tablets" not in page.content()
    page.get_by_role("button", name="Show the hidden detail").click()
    assert "counted out the tablets" in page.inner_text("#detail")
    assert Entry.objects.filter(kind="detail.revealed").count() == 1
    page.click("text=Hide it again")
    assert "tablets" not in page.content()


def test_from_the_alarm_to_what_was_done(sign_in: Callable[..., Page]) -> None:
    case = at_risk()
    ann = stories.user("ann", "approver", shown="Ann Bevan")
    page = sign_in(stories.user("saf", "safeguarding_lead", shown="Saf Ahmed"))
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Nobody is on call")).to_be_visible()
    seen(page, "queue-nobody-on-call")
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    expect(page.get_by_text("You may be the only one who knows of this.")).to_be_visible()
    page.get_by_role("checkbox", name="Safer custody at HMP Thornmere").check()
    page.get_by_label("Your own words").fill("Thank you for telling us.")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    stories.planned()
    assert Action.objects.get(operation="message").text.startswith("Thank you for telling us.")
    page.get_by_text("Have it come back later").click()
    page.get_by_label("In four hours").check()
    page.get_by_label("What is to be looked at then").fill("Has the wing seen him?")
    page.get_by_role("button", name="Set it").click()
    page.get_by_text("It comes back", exact=False).first.wait_for()
    page.get_by_role("button", name="Close the case").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "case-errors")
    page.get_by_label("There was no danger").check()
    page.locator("#id_end_words").fill("He is well.")
    page.get_by_role("button", name="Close the case").click()
    assert "Nobody else has said" in page.inner_text(".govuk-error-summary")
    helping.advise(case, ann, "Ring the wing before anything is closed.", no_danger=False)
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_text("Hand it over").first.click()
    page.get_by_label("Ann Bevan").check()
    page.get_by_label("What they need to know").fill("The wing rings back at five.")
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_text("The case is handed over.").wait_for()
    assert HandOver.objects.get().to == ann
    page.get_by_label("Told the prison’s safer custody team").check()
    page.get_by_label("Who was told, and when").fill("Safer custody, 12:10")
    page.locator("#id_end_words").fill("They went to his cell and he is with a Listener.")
    page.get_by_role("button", name="Close the case").click()
    page.get_by_text("What was done is recorded").wait_for()
    assert Outcome.objects.get().done == "safer_custody,replied"
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    seen(page, "case-closed")


def test_how_it_looks(sign_in: Callable[..., Page]) -> None:
    case = at_risk()
    ann = stories.user("ann", "approver", shown="Ann Bevan")
    helping.advise(case, ann, "Ring the wing first.", no_danger=False)
    helping.follow_up(case, ann, timezone.now() + timedelta(hours=4), "Has the wing seen him?")
    Case.objects.filter(pk=case.pk).update(priority=1)
    page = sign_in(stories.user("saf", "safeguarding_lead", shown="Saf Ahmed"))
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    seen(page, "case-at-risk")
    page.get_by_role("button", name="Show the hidden detail").click()
    seen(page, "case-detail-open")
    assert Advice.objects.count() == 1


def test_somebody_at_risk_is_raised_from_another_case(sign_in: Callable[..., Page]) -> None:
    case = stories.case("Goodbye all, and thank you for everything.")
    page = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    page.get_by_text("Somebody may be at risk").click()
    page.get_by_role("button", name="Raise it now").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "case-raise")
    page.get_by_label("What worries you").fill("It reads as a farewell.")
    page.get_by_role("button", name="Raise it now").click()
    page.get_by_text("A case of a person at risk is open beside this one.").wait_for()
    assert Case.objects.get(kind=Case.Kind.SAFEGUARDING).priority == 1
