"""Whoever asks is answered, whoever reports hears, whoever is at risk or attacked is seen to: each story by the desk.

The platforms are those of `tests.house`, in memory, with the clock in hand; people act in the browser alone.
"""

from __future__ import annotations

import json
import re
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests import house as h
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.care.staff import post, priya
from tests.desk import stories
from tests.house import House, house

from evenhand.actions.models import Action
from evenhand.care.on_call import OnCall
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.platforms.interface import ContributionKind

__all__ = ["house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]
ANSWER = "Applications open on 4 January; you can set an alert for Leeds."
BLAND = "I went to the open day on Tuesday and the car park was full by nine."
RELATIVE = (
    "My son is at HMP Thornmere and he just rang. He says he can't go on and wants to end it tonight. Please help him."
)
MINUTE = 60.0  # seconds from our first seeing it, by the real clock: that of the house stands still meanwhile
ATTACK = "she's a disgusting ugly cow, who would take orders from that"


def moderator(sign_in: SignIn) -> Page:
    """Mo, at the desk."""
    return sign_in(stories.user("mo", "moderator", shown="Mo Lee"))


def answer_at_desk(house: House, page: Page, asked: Contribution) -> None:
    """Find the question in the inbox, write the answer, send it; the worker does the rest."""
    case = house.case(asked, "question")
    page.goto("/desk/inbox/")
    page.locator(f'a[href="/desk/cases/{case.pk}/"]').first.click()
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_load_state()
    house.run()


def test_a_question_is_answered_in_public(house: House, sign_in: SignIn) -> None:
    asked = house.write(h.QUESTION)
    page = moderator(sign_in)
    answer_at_desk(house, page, asked)
    assert [words for _, words in house.item(asked).replies] == [ANSWER]
    assert house.seen(asked)
    page.goto("/desk/questions/")
    expect(page.get_by_text("0 without either")).to_be_visible()
    expect(page.locator(".moj-badge", has_text="Answered")).to_be_visible()


def test_an_abusive_question_is_hidden_and_answered(house: House, sign_in: SignIn) -> None:
    asked = house.write(h.RUDE_QUESTION)
    assert not house.seen(asked)
    page = moderator(sign_in)
    answer_at_desk(house, page, asked)
    assert [words for _, words in house.item(asked).replies] == [ANSWER]
    assert not house.seen(asked)


def test_a_report_by_message_goes_to_its_outcome(house: House, sign_in: SignIn) -> None:
    written = house.write(BLAND, by="vic")
    house.message('Please look at "the open day on tuesday and the carpark was full"', by="rae")
    house.message(f"I want to report this comment {written.permalink}", by="rae")
    case = house.case(written, "member_report")
    page = moderator(sign_in)
    page.goto("/desk/queue/")
    page.locator(f'a[href="/desk/cases/{case.pk}/"]').click()
    expect(page.get_by_text("1 person reported this comment.").first).to_be_visible()
    page.locator('input[name="guideline"][value="disrespect"]').check()
    page.get_by_label("The facts").fill("It mocks people who came.")
    page.locator('input[name="measures"][value="hide"]').check()
    page.get_by_role("button", name="Record the decision").click()
    page.wait_for_load_state()
    house.run()
    assert not house.seen(written)
    outcome = house.on("facebook").inbox["rae"][-1]
    assert "We looked at it and acted" in outcome
    assert not any("report" in words for words in house.on("facebook").inbox.get("vic", []))


def test_a_relatives_message_on_sunday_night_reaches_who_is_on_call_within_a_minute(
    house: House, sign_in: SignIn, settings: Settings
) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",), desk="https://desk.example.gov.uk")
    house.now = h.MONDAY_NOON.replace(day=22, hour=2)
    written_at = house.now
    message = house.message(RELATIVE, by="mum")
    (told,) = mail.outbox
    assert told.to == ["on-call@example.gov.uk"]
    case = house.case(message, "safeguarding")
    assert f"/desk/cases/{case.pk}/" in told.body
    assert case.opened_at - written_at < timedelta(minutes=1)
    page = sign_in(stories.user("saf", "safeguarding_lead", shown="Saf Ahmed"))
    page.goto(f"/desk/cases/{case.pk}/")
    expect(page.get_by_text("On call: e-mail sent").first).to_be_visible()
    page.get_by_label("Your own words").fill("Thank you for telling us. We have rung the wing.")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    house.run()
    assert house.on("facebook").inbox["mum"][-1].startswith("Thank you for telling us.")


def test_an_officer_in_an_advert_attacked_on_saturday_is_looked_after(
    house: House, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    house.now = h.MONDAY_NOON.replace(day=21, hour=22)
    house.on("facebook")
    advert = post(house.channels["facebook"], "dark-7", "Priya found her team. Find yours.")
    advert.kind = "unlisted"
    advert.save(update_fields=["kind"])
    shown = priya(house, advert)
    item = house.on("facebook").publish("zoe", ATTACK, ContributionKind.COMMENT)
    item.post = "dark-7"
    posted_at = house.now
    house.wait(4)  # the platform told us late
    written = house.see(item)
    begun = time.monotonic()
    house.run()
    took = time.monotonic() - begun
    hide = Action.objects.get(contribution=written, operation="hide")
    assert not house.seen(written)
    assert hide.state == Action.State.DONE
    assert took < MINUTE
    late = (written.first_seen_at - posted_at).total_seconds()
    with capsys.disabled():
        sys.stdout.write(f"\nposted to seen {late:.0f} s (the platform's delay), seen to hidden {took:.1f} s\n")
    (told,) = mail.outbox
    assert told.to == [shown.contact_email]
    assert "disgusting" not in told.body
    case = house.case(written)
    page = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    page.goto("/desk/queue/")
    expect(page.locator(".eh-queue__item--1").first.get_by_text("aimed at Priya Shah")).to_be_visible()
    page.goto(f"/desk/cases/{case.pk}/kept/")
    page.locator('input[name="purpose"]').first.check()
    page.get_by_label("Their number for it").fill("CR 1201/26")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the pack").click()
    with zipfile.ZipFile(download.value.path()) as pack:
        name = next(one for one in pack.namelist() if one.endswith(".json"))
        assert json.loads(pack.read(name))["versions"][0]["text"] == ATTACK


def test_at_the_end_of_each_day_no_question_is_without_an_outcome_or_a_due_time(house: House, sign_in: SignIn) -> None:
    mo = stories.user("mo", "moderator", shown="Mo Lee")
    for day in range(3):
        asked = [house.write(f"When do applications open in town {day}-{number}?") for number in range(3)]
        house.message(f"How long does vetting take? {day}", by=f"ann-{day}")
        answer_at_desk(house, sign_in(mo), asked[0])
        house.take_back(asked[1])
        house.wait(11 * 60)
        house.run()
        page = sign_in(mo)  # who went home in between was signed out
        page.goto(f"/desk/questions/?span=day&day={house.now:%Y-%m-%d}")
        expect(page.get_by_text("Each has an outcome or a due time: 0 without either.")).to_be_visible()
        assert page.locator(".eh-queue__item").count() == 4
        house.wait(13 * 60)
    assert not Case.objects.filter(kind="question", state="open", due_at=None).exists()


def test_the_public_form_of_reports(house: House, open_page: SignIn) -> None:
    written = house.write(BLAND, on="youtube", by="vic")
    page = open_page(width=390)
    page.goto("/guidelines/")
    page.click("text=report it with a form")
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "report-errors")
    check(page, "/report/", (1280, 390))
    seen(page, "report")
    page.get_by_label("YouTube").check()
    page.get_by_label("What does it say, and who wrote it?").fill('"the open day on tuesday and the car park was full"')
    page.get_by_role("button", name="Send").click()
    number = page.locator("strong.eh-number").inner_text()
    seen(page, "report-sent")
    check(page, page.url, (1280, 390))
    house.run()
    house.decide(house.case(written, "member_report"), "harassment", ("delete",))
    page.click("text=see what came of a report")
    page.get_by_label("Reference number").fill(number.lower())
    page.get_by_role("button", name="See what came of it").click()
    expect(page.get_by_text("We looked at it and acted")).to_be_visible()
    seen(page, "report-outcome")
    check(page, "/report/outcome/", (1280, 390))


def test_a_report_that_is_not_found_by_eye(house: House, sign_in: SignIn) -> None:
    from tests import factories as make  # noqa: PLC0415 (for this one page)

    written = house.write(BLAND, on="youtube", by="vic")
    report = make.form_report(channel=written.channel, words="The one about the car park")
    page = moderator(sign_in)
    check(page, "/desk/reports/", (1280, 390))
    seen(page, "reports")
    check(page, f"/desk/reports/{report.pk}/", (1280, 390))
    seen(page, "report-to-find")
    page.get_by_role("button", name="This is the one").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("vic", exact=False).check()
    page.get_by_role("button", name="This is the one").click()
    page.get_by_text("Counted on the case of that comment.").wait_for()
    house.run()
    page.goto(f"/desk/cases/{house.case(written, 'member_report').pk}/")
    expect(page.get_by_text("The one about the car park")).to_be_visible()
    seen(page, "case-reported-by-form")


def test_what_somebody_chooses_to_see_less_of_by_eye(house: House, sign_in: SignIn) -> None:
    house.write(h.DEMEANING)
    house.write(h.MILD)
    page = moderator(sign_in)
    check(page, "/desk/comfort/", (1280, 390))
    page.get_by_label("Cover words in which something was found").check()
    page.get_by_role("checkbox", name="Discrimination").check()
    seen(page, "comfort")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Kept. Only you see what you chose.").wait_for()
    check(page, "/desk/queue/", (1280, 390))
    seen(page, "queue-covered")
    expect(page.get_by_text("Show the words").first).to_be_visible()


def test_a_summary_for_somebody_by_eye(house: House, sign_in: SignIn) -> None:
    house.on("facebook")
    shown = priya(house, post(house.channels["facebook"], "dark-7"))
    house.write(ATTACK, by="zoe", post="dark-7")
    page = sign_in(stories.user("saf2", "safeguarding_lead", shown="Saf Ahmed"))
    check(page, f"/desk/staff/{shown.pk}/summary/", (1280, 390))
    page.get_by_role("button", name="Make the summary").click()
    expect(page.get_by_text("aimed at you")).to_be_visible()
    seen(page, "staff-summary")
