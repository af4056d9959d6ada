"""Reports by the public form at the desk: found by a person, or closed with a reason; read only by who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import house as h
from tests.desk import stories
from tests.house import House

from evenhand import work
from evenhand.cases.models import Case
from evenhand.desk.passages import MASK
from evenhand.judgement import policies
from evenhand.people.models import User
from evenhand.support import form_reports
from evenhand.support.models import FormReport

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOT_YET = ["decision", "contribution", "version", "first_decider", "case"]
TO_FIND: dict[str, object] = {**dict.fromkeys(NOT_YET), "how": "", "first_actor": ""}
TELLS = "My sister Oonagh works there."


def post(browser: Client, name: str, report: FormReport, **fields: object) -> str:
    answer = browser.post(reverse(f"desk:{name}", args=[report.pk]), fields, follow=True)
    return answer.content.decode()


def test_a_person_chooses_the_comment_and_it_is_counted_on_its_case(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    about = stories.contribution("I went to the open day and the car park was full by nine.")
    stories.assess(about)
    report = make.form_report(channel=about.channel, words=f"The one about the car park. {TELLS}")
    browser = signed_in(moderator)
    page = browser.get(reverse("desk:report", args=[report.pk])).content.decode()
    assert f'value="{about.pk}"' in page
    assert TELLS in page
    assert "Counted on the case" in post(browser, "report_meant", report, comment=about.pk)
    work.drain(50)
    case = Case.objects.get(contribution=about, kind="member_report")
    assert case.why == ["One report of this comment came by the public form."]
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert TELLS in page
    assert "What do you decide?" in page  # the comment, as if a message had reported it; nobody waits for an answer
    auditor = signed_in(stories.user("robin", "auditor"))
    shown = auditor.get(reverse("desk:case", args=[case.pk]))
    assert shown.status_code == 200  # the case of a reported comment is no secret, who reported it is
    assert TELLS not in shown.content.decode()


def test_detail_of_a_method_is_masked_in_what_a_form_says(house: House, signed_in: SignIn, moderator: User) -> None:
    about = house.write(h.KIND)
    said = f"Somebody writes this here. {h.METHOD} Take it down."
    report = form_reports.receive(about.channel, said)
    linked = form_reports.receive(about.channel, said, about.permalink)
    by_link = form_reports.receive(about.channel, "", h.METHOD)
    house.run()
    browser = signed_in(moderator)
    about_that = browser.get(reverse("desk:case", args=[house.case(about, "member_report").pk])).content.decode()
    alone = browser.get(reverse("desk:report", args=[report.pk])).content.decode()
    of_link = browser.get(reverse("desk:report", args=[by_link.pk])).content.decode()
    listed = browser.get(reverse("desk:reports")).content.decode()
    assert linked.reference in about_that
    for page in (about_that, alone, of_link, listed):
        assert MASK in page
        assert "noose" not in page
        assert "shoelace" not in page
    for page in (about_that, alone, listed):
        assert "Somebody writes this here." in page
        assert "Take it down." in page


def test_pages_judge_nothing_and_show_nothing_that_was_not_judged(
    house: House, signed_in: SignIn, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.on("facebook")
    channel = house.channels["facebook"]
    said = f"Somebody writes this here. {h.METHOD} Take it down."
    report = make.form_report(channel=channel, words=said, masks={})  # as one from before masks were kept
    appeal = make.appeal(None, way="form", channel=channel, words=said, masks={}, **TO_FIND)
    pages = [reverse("desk:report", args=[report.pk]), reverse("desk:appeal_to_find", args=[appeal.pk])]
    browser = signed_in(moderator)
    for address in (*pages, reverse("desk:reports")):
        page = browser.get(address).content.decode()
        assert "Not read for detail of a method yet, so hidden" in page
        assert "Somebody writes this here." not in page
    house.run()
    monkeypatch.setattr(policies, "assessor", lambda _: pytest.fail("a page judges"))
    for address in (*pages, reverse("desk:reports")):
        page = browser.get(address).content.decode()
        assert MASK in page
        assert "Somebody writes this here." in page
        assert "noose" not in page
    assert not Case.objects.filter(kind="safeguarding").exists()  # an old worry is not opened a second time
    report.refresh_from_db()
    appeal.refresh_from_db()
    for masks in (report.masks, appeal.masks):
        assert masks["link"] == []
        assert all(isinstance(offset, int) for stretch in masks["words"] for offset in stretch)


def test_a_case_lists_the_newest_reports_and_says_how_many_more(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    about = stories.contribution("Some words.")
    stories.assess(about)
    case = make.case(about, "member_report")
    of_it = {"channel": about.channel, "found": about, "how": "link", "state": "found", "case": case}
    rows = [make.form_report(**of_it) for _ in range(22)]
    page = signed_in(moderator).get(reverse("desk:case", args=[case.pk])).content.decode()
    assert [one.reference in page for one in rows] == [False, False, *[True] * 20]
    assert "These are the newest 20, and 2 more came before them." in page


def test_a_link_of_another_channel_or_nothing_is_refused_in_words(signed_in: SignIn, moderator: User) -> None:
    elsewhere = stories.contribution("Some words.")
    report = make.form_report()
    browser = signed_in(moderator)
    assert "No comment that we know" in post(browser, "report_meant", report, comment=elsewhere.pk)
    assert "Choose the comment, or enter a link" in post(browser, "report_meant", report)
    report.refresh_from_db()
    assert report.state == "open"


def test_what_cannot_be_found_closes_with_a_reason_and_its_page_asks_for_a_link(
    signed_in: SignIn, moderator: User
) -> None:
    report = make.form_report()
    browser = signed_in(moderator)
    assert "Say where you looked." in post(browser, "report_closed", report, reasons=" ")
    assert "The report is closed." in post(browser, "report_closed", report, reasons="Looked under every post.")
    report.refresh_from_db()
    assert (report.state, report.closed_by, report.reasons) == ("closed", moderator, "Looked under every post.")
    again = post(browser, "report_closed", report, reasons="Once more.")
    assert "already" in again
    page = Client().post(
        reverse("report_outcome"), f"number={report.reference}", content_type="application/x-www-form-urlencoded"
    )
    assert "could not tell which comment you mean" in page.content.decode()
    assert "every post" not in page.content.decode()


@pytest.mark.parametrize("role", ["policy_owner", "auditor"])
def test_who_may_not_know_reporters_sees_no_report(signed_in: SignIn, role: str) -> None:
    report = make.form_report()
    browser = signed_in(stories.user("somebody", role))
    for address in (reverse("desk:reports"), reverse("desk:report", args=[report.pk])):
        assert browser.get(address).status_code == 403
    assert reverse("desk:reports") not in browser.get(reverse("desk:queue")).content.decode()


def test_the_list_shows_what_waits_first(signed_in: SignIn, moderator: User) -> None:
    report, closed = make.form_report(), make.closed_form_report()
    browser = signed_in(moderator)
    page = browser.get(reverse("desk:reports")).content.decode()
    assert report.reference in page
    assert closed.reference not in page
    assert closed.reference in browser.get(reverse("desk:reports") + "?show=ended").content.decode()
