"""The public form of reports: taken without a name, one case with those by message, told by number, limited."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.house import House

from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.people.models import Visit
from evenhand.platforms.interface import ContributionKind
from evenhand.public import reports as views
from evenhand.records.models import Content, Entry
from evenhand.sanctions import references
from evenhand.support import form_reports
from evenhand.support.models import FormReport

PLAIN = "application/x-www-form-urlencoded"
FORM, OUTCOME = "/report/", "/report/outcome/"
BLAND = "I went to the open day on Tuesday and the car park was full by nine."
TELLS = "My sister Oonagh works there."


def send(data: dict[str, object], address: str = FORM, browser: Client | None = None) -> Any:  # noqa: ANN401 (the test client's own response)
    return (browser or Client()).post(address, urlencode(data), content_type=PLAIN)


def said(answer: Any) -> str:  # noqa: ANN401 (as above)
    return re.sub(r"\s+", " ", answer.content.decode())


def outcome_of(number: str) -> str:
    return said(send({"number": number}, OUTCOME))


def reported(house: House, words: str, link: str = "", on: str = "youtube") -> FormReport:
    """Somebody sends the form, and the worker runs."""
    answer = send({"channel": house.channels[on].pk, "words": words, "link": link})
    assert answer.status_code == 302, said(answer)
    house.run()
    report = FormReport.objects.order_by("-pk")[0]
    assert answer.headers["Location"] == reverse("report_sent", args=[report.reference])
    return report


def test_a_comment_on_a_channel_without_messages_is_reported_by_link_and_by_quote(house: House) -> None:
    written = house.write(BLAND, on="youtube", by="vic")
    by_link = reported(house, "", written.permalink)
    by_quote = reported(house, 'Somebody wrote "the opn day on tuesday and the carpark was full"')
    assert [one.found for one in (by_link, by_quote)] == [written, written]
    assert [one.how for one in (by_link, by_quote)] == ["link", "words"]
    case = house.case(written, "member_report")
    assert case.why == ["2 reports of this comment came by the public form."]
    assert house.stands(written) == "waiting"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/watch?v=aBcDeFgHiJk&lc=Ugx98765",
        "https://youtu.be/aBcDeFgHiJk?lc=Ugx98765&si=tracked",
        "{permalink}",
    ],
)
def test_the_right_link_is_surer_than_the_wrong_channel(house: House, link: str) -> None:
    house.write(BLAND, on="facebook", by="bob")
    written = house.write("Some words.", on="youtube", by="vic")
    Contribution.objects.filter(pk=written.pk).update(external_id="Ugx98765")
    report = reported(house, BLAND, link.format(permalink=written.permalink), on="facebook")
    assert (report.found, report.how, report.channel) == (written, "link", written.channel)
    assert house.case(written, "member_report").form_reports.get() == report


def test_a_report_stays_where_its_writer_saw_it_unless_its_link_leads_to_a_comment_of_ours(house: House) -> None:
    written = house.write(BLAND, on="facebook", by="bob")
    house.on("youtube")
    link = "https://www.youtube.com/watch?v=aBcDeFgHiJk&lc=UgxOfSomebodyElse"
    report = reported(house, "It is rude.", link, on="facebook")
    assert (report.channel, report.state) == (written.channel, "open")
    form_reports.say(report, written, house.moderator)  # where the site alone moved it, this was refused for ever
    assert FormReport.objects.get(pk=report.pk).found == written


def test_links_in_the_words_do_not_decide_the_channel(house: House) -> None:
    house.on("facebook")
    written = house.write("Some words.", on="youtube", by="vic")
    report = reported(house, f"Like {written.permalink}, but on Facebook.", on="facebook")
    assert (report.channel, report.state) == (house.channels["facebook"], "open")


@pytest.mark.parametrize("field", ["words", "link"])
def test_a_form_of_nothing_but_links_costs_no_more_than_another(house: House, field: str) -> None:
    house.on("facebook")
    house.on("youtube")
    longest = {"words": 5_000, "link": 1_000}[field]
    ids = "".join(f"/r/{number}" for number in range(longest))
    many = " ".join(f"x.com/r/{number}" for number in range(longest))
    for said_so in (f"x.com{ids}"[:longest], many[:longest]):
        data = {"channel": house.channels["facebook"].pk, "words": "", "link": "", field: said_so}
        with CaptureQueriesContext(connection) as asked:
            assert send(data).status_code == 302
        assert len(asked) < 150
        with CaptureQueriesContext(connection) as looked:
            house.run()
        assert len(looked) < 300


def test_an_id_means_nothing_on_the_site_of_another_platform(house: House) -> None:
    house.on("facebook")
    written = house.write("Some words.", on="youtube", by="vic")
    Contribution.objects.filter(pk=written.pk).update(external_id="987654321")
    report = reported(house, "", "https://www.instagram.com/p/Cxyz12/c/987654321/", on="facebook")
    assert (report.found, report.state) == (None, "open")


def test_reports_by_message_and_by_form_are_one_case_and_the_form_weighs_as_one(house: House) -> None:
    written = house.write(BLAND, on="facebook", by="vic")
    house.message(f"I want to report this comment {written.permalink}", by="rae")
    for _ in range(12):
        reported(house, "", written.permalink, on="facebook")
    case = Case.objects.get(contribution=written)
    assert case.why == ["1 person reported this comment.", "12 reports of this comment came by the public form."]
    assert case.priority == 3
    house.message(f"Please remove this comment {written.permalink}", by="sam")
    case.refresh_from_db()
    assert case.priority == 2


@pytest.mark.parametrize(
    ("guideline", "measures", "told"),
    [("harassment", ("hide",), "We looked at it and acted"), ("none", (), "there is nothing that we may do")],
)
def test_once_a_person_has_decided_the_number_opens_the_outcome(
    house: House, guideline: str, measures: tuple[str, ...], told: str
) -> None:
    written = house.write(BLAND, on="youtube", by="vic")
    report = reported(house, "", written.permalink)
    assert "Somebody is looking at it" in outcome_of(report.reference)
    case = house.case(written, "member_report")
    house.decide(case, guideline, measures)
    page = outcome_of(report.reference.lower())
    assert told in page
    assert BLAND not in page
    report.refresh_from_db()
    assert (report.state, report.case) == ("told", case)
    assert house.cases(written) == set()


def test_nothing_of_the_reporter_reaches_the_reported_or_the_record(house: House) -> None:
    written = house.write(BLAND, on="youtube", by="vic")
    report = reported(house, f"Please look at this. {TELLS}", written.permalink)
    house.decide(house.case(written, "member_report"), "harassment", ("delete", "warn"))
    house.run()
    platform = house.on("youtube")
    shown = [*platform.inbox.get("vic", []), *(words for _, words in house.item(written).replies)]
    record = [str(one) for one in (*Entry.objects.values_list("facts", flat=True), *Content.objects.values("body"))]
    for words in (*shown, *record, *house_reasons(written)):
        assert TELLS not in words
        assert report.reference not in words


def house_reasons(of: Any) -> list[str]:  # noqa: ANN401 (a Contribution)
    return [reason for case in Case.objects.filter(contribution=of) for reason in case.why]


def test_what_cannot_be_found_waits_for_a_person(house: House) -> None:
    house.write(BLAND, on="youtube", by="vic")
    report = reported(house, "the horrible one under the dog video")
    assert (report.state, report.found) == ("open", None)
    assert report.due_at > report.received_at
    assert "Somebody is looking at it" in outcome_of(report.reference)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"channel": ""}, "Choose the channel"),
        ({"channel": "999999"}, "Choose one of our channels"),
        ({"words": " ", "link": ""}, "Say what it says or who wrote it"),
        ({"words": "a" * 50_000}, "This has 50,000 characters. Shorten it to 5,000"),
        ({"words": "a\x00b"}, "Null characters are not allowed"),
        ({"link": "a" * 1_001}, "Enter only the link"),
        ({"website": "https://spam.example"}, "We could not tell you from a program"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_taken(change: dict[str, object], says: str) -> None:
    answer = send({"channel": make.channel().pk, "words": "It is grim.", **change})
    assert answer.status_code == 422
    assert says in said(answer)
    assert "There is a problem" in said(answer)
    assert not FormReport.objects.exists()


@pytest.mark.django_db
def test_too_many_from_one_address_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REPORTS_AN_HOUR", 1)
    data: dict[str, object] = {"channel": make.channel().pk, "words": "It is grim."}
    assert send(data).status_code == 302
    answer = send(data)
    assert answer.status_code == 429
    assert "Nothing was taken this time" in said(answer)
    assert FormReport.objects.count() == 1
    assert "127.0.0.1" not in str(list(Visit.objects.values_list()))


@pytest.mark.django_db
def test_nobody_learns_whether_a_number_exists_but_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    number = references.new()
    assert number in said(Client().get(reverse("report_sent", args=[number])))
    assert Client().get(reverse("report_sent", args=["A7K3-M9QX-0000"])).status_code == 404
    monkeypatch.setattr(views, "LOOKS_AN_HOUR", 2)
    answers = [send({"number": references.new()}, OUTCOME) for _ in range(3)]
    assert [one.status_code for one in answers] == [422, 422, 429]
    assert "We know no report with this number" in said(answers[0])


@pytest.mark.django_db
def test_it_needs_its_token_and_takes_no_files() -> None:
    data: dict[str, object] = {"channel": make.channel().pk, "words": "It is grim."}
    assert send(data, browser=Client(enforce_csrf_checks=True)).status_code == 403
    answer = Client().post(FORM, data)  # as a form with files would be sent
    assert answer.status_code == 400
    assert 'href="/report/"' in said(answer)
    assert not FormReport.objects.exists()


@pytest.mark.django_db
def test_the_guidelines_say_that_it_is_there() -> None:
    from tests.house import in_force  # noqa: PLC0415 (reads the whole policy, for this one test)

    in_force()
    assert f'href="{reverse("report")}"' in said(Client().get(reverse("guidelines")))


@pytest.mark.django_db
def test_without_a_channel_the_form_asks_for_none() -> None:
    page = said(Client().get(FORM))
    assert "None of our channels is on this form yet." in page
    assert "Which of our channels" not in page


def test_a_comment_that_comes_in_after_its_form_is_found_by_itself(house: House) -> None:
    item = house.on("youtube").publish("vic", BLAND, ContributionKind.COMMENT)
    report = reported(house, f'Somebody wrote "{BLAND}"')
    assert report.found is None
    house.wait(1)
    written = house.see(item)
    house.keep_running(30)
    assert FormReport.objects.get(pk=report.pk).found == written
    assert "member_report" in house.cases(written)
