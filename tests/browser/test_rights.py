"""Notices, holds, requests, erasures and the search in a real browser: by keyboard, on a phone, as axe reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand import work
from evenhand.cases.models import Case
from evenhand.rights.models import Notice, Request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_notice_is_written_down_and_its_time_stands_on_the_case(sign_in: Callable[..., Page]) -> None:
    case = stories.case("Officer Pryce takes bribes, everybody knows it.")
    page = sign_in(stories.user("mo", "moderator"))
    page.goto(f"/desk/cases/{case.pk}/")
    page.click("text=A notice of complaint came in about this")
    check(page, f"/desk/cases/{case.pk}/notice/", widths=(1280, 390))
    page.screenshot(path="build/notice-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path="build/notice.png", full_page=True)
    page.fill("#id_received_at", "2026-11-20T15:00")
    page.fill("#id_complainant", "Dana Pryce")
    page.fill("#id_contact", "dana@example.org")
    page.fill("#id_words", "She takes bribes.")
    page.fill("#id_why", "I never took any, and my neighbours read it.")
    page.focus("text=Put it on record")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/*/")
    made = Notice.objects.get()
    assert page.url.endswith(f"/desk/cases/{made.case_id}/")
    expect(page.get_by_text("24 November 2026").first).to_be_visible()
    page.screenshot(path="build/notice-case.png", full_page=True)
    check(page, f"/desk/cases/{made.case_id}/", widths=(1280, 390))


def test_a_hold_is_set_and_a_pack_is_made(sign_in: Callable[..., Page]) -> None:
    case = stories.case("Officer Pryce takes bribes, everybody knows it.")
    page = sign_in(stories.user("ann", "approver"))
    page.goto(f"/desk/cases/{case.pk}/")
    page.click("text=Holds and evidence")
    page.fill("#id_why", "A claim is before the court.")
    page.click("text=Set the hold")
    expect(page.get_by_text("A claim is before the court.")).to_be_visible()
    check(page, f"/desk/cases/{case.pk}/kept/", widths=(1280, 390))
    page.screenshot(path="build/kept-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path="build/kept.png", full_page=True)
    page.check("text=For the police")
    page.fill("#id_reference", "CR 4711/26")
    with page.expect_download() as got:
        page.click("text=Make the pack")
    assert got.value.suggested_filename.startswith(f"evidence-{case.pk}-")


def test_a_request_is_taken_in_and_read(sign_in: Callable[..., Page]) -> None:
    stories.contribution("Kelly Barnes was kind to me at the gate.")
    page = sign_in(stories.user("ann", "approver"))
    page.goto("/desk/requests/")
    page.fill("#id_foi_since", "2020-01-01")
    page.fill("#id_foi_until", "2030-01-01")
    page.fill("#id_foi_received_on", "2026-11-23")
    page.fill("#id_foi_reference", "FOI-2026/31")
    page.click("text=Gather the period")
    work.drain(100)
    row = Request.objects.get()
    check(page, "/desk/requests/", widths=(1280, 390))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path="build/requests.png", full_page=True)
    check(page, f"/desk/requests/{row.pk}/", widths=(1280, 390))
    page.screenshot(path="build/request-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path="build/request.png", full_page=True)
    page.click("text=I have read it")
    page.click("text=Release the bundle")
    with page.expect_download() as got:
        page.click("text=Download the bundle")
    assert got.value.suggested_filename == f"bundle-{row.pk}.csv"


def test_a_person_is_erased_by_two(sign_in: Callable[..., Page], settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    written = stories.contribution("Kelly Barnes was kind to me at the gate.")
    page = sign_in(stories.user("ann", "approver"))
    page.goto("/desk/requests/")
    page.click("text=Somebody asks to be erased")
    check(page, "/desk/erasures/", widths=(1280, 390))
    page.get_by_label("Channel").select_option(str(written.channel_id))
    page.get_by_label("Who").fill("@sam.whitlow")
    page.click("text=See what would go")
    check(page, f"/desk/erasures/of/{written.author_id}/", widths=(1280, 390))
    seen(page, "erasure-of")
    page.get_by_role("radio", name="The person asked for it").check()
    page.get_by_label("Your number for it").fill("DP-2026/14")
    page.click("text=Ask another person to confirm")
    expect(page.get_by_text("Another person confirms it")).to_be_visible()
    seen(page, "erasure-asked")
    other = sign_in(stories.user("olwen", "information_officer"))
    other.goto("/desk/erasures/")
    other.click("text=DP-2026/14")
    check(other, other.url, widths=(1280, 390))
    other.get_by_role("button", name="Erase this person for good").click()
    expect(other.get_by_text("Files not cleaned yet")).to_be_visible()
    assert "Sam Whitlow" not in other.inner_text("main")
    check(other, other.url, widths=(1280, 390))
    seen(other, "erasure-done")
    check(other, "/desk/erasures/", widths=(1280, 390))
    seen(other, "erasures")


def test_what_people_wrote_is_searched(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    stories.case("How do I book a visit at Leeds?", kind=Case.Kind.QUESTION)
    stories.contribution("It was cold at the gate in Leeds.")
    page = sign_in(stories.user("mo", "moderator"))
    page.goto("/desk/inbox/")
    seen(page, "inbox-search")
    page.get_by_label("Search what people wrote").fill("leeds")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It was cold at the gate")).to_be_visible()
    check(page, page.url, widths=(1280, 390))
    seen(page, "search")
    check(page, "/desk/search/?q=nowhere", widths=(1280, 390))
    check(page, "/desk/inbox/", widths=(1280, 390))
