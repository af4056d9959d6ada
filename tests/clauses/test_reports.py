"""Clauses on reports: low to say, kindly met, by direct message on each channel, and never known to the reported."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.intake.models import Author
from evenhand.policy import language_of
from evenhand.support.models import MemberReport

MESSAGED = ["facebook", "instagram", "x", "linkedin"]
BLAND = "I went to the open day on Tuesday and the car park was full by nine."
ASKS_WHY = ("why", "reason", "explain", "guideline", "category", "rule", "evidence", "?")


@pytest.mark.clause(49)
@pytest.mark.parametrize(
    "words", ["this comment is grim {link}", "{link}", "{link} hmm", "something doesn't seem right here: {link}"]
)
def test_a_few_words_and_a_link_are_a_report_without_any_category(house: House, words: str) -> None:
    written = house.write(BLAND, by="vic")
    message = house.message(words.format(link=written.permalink), by="rae")
    report = MemberReport.objects.get(message=message)
    assert (report.found, report.how) == (written, "link")
    assert "member_report" in house.cases(written)
    assert len(house.on("facebook").inbox["rae"]) == 1


@pytest.mark.clause(50)
def test_who_feels_uncomfortable_is_thanked_not_asked_why_and_told_where_help_is(house: House) -> None:
    written = house.write(BLAND, by="vic")
    house.message(f"The comment {written.permalink} makes me feel uncomfortable", by="rae")
    house.message("I want to report a horrible comment under your post.", by="sam")
    received, which = house.on("facebook").inbox["rae"][0], house.on("facebook").inbox["sam"][0]
    policy = h.hmpps()
    for words in (received, which):
        assert words.startswith("This is an automatic message. Thank you")
        assert policy.help_route in words
    own = received.replace(policy.help_route, "").lower()
    assert "if it upset you" in own
    assert not [word for word in ASKS_WHY if word in own]
    asked = which.replace(policy.help_route, "").lower()
    assert asked.count("?") == 1  # which comment, and nothing else
    assert "why" not in asked
    assert language_of(policy, "report_received", "cy") == "en"  # nobody has checked the Welsh yet


@pytest.mark.clause(51)
@pytest.mark.parametrize("platform", MESSAGED)
def test_a_report_on_each_channel_finds_its_comment_by_link_and_by_quote(house: House, platform: str) -> None:
    written = house.write(BLAND, on=platform, by="vic")
    link = house.message(f"I want to report this comment {written.permalink}", on=platform, by="rae")
    quote = house.message(
        'Please remove the comment "the opn day on tuesday and the carpark was full"', on=platform, by="sam"
    )
    assert [MemberReport.objects.get(message=one).found for one in (link, quote)] == [written, written]
    assert [MemberReport.objects.get(message=one).how for one in (link, quote)] == ["link", "words"]
    assert house.case(written, "member_report").why == ["2 people reported this comment."]


@pytest.mark.clause(51)
def test_twenty_reports_are_one_case_each_reporter_hears_the_outcome_and_the_target_never_who(house: House) -> None:
    written = house.write(BLAND, by="vic")
    reporters = [f"rae-{number}" for number in range(20)]
    for name in reporters:
        house.message(f"I want to report this comment {written.permalink}", by=name)
    (case,) = Case.objects.filter(kind="member_report", state="open")
    assert (case.contribution, case.why) == (written, ["20 people reported this comment."])
    assert not Case.objects.filter(kind="review", contribution__kind="direct_message").exists()
    house.decide(case, "harassment", ("hide", "warn"))
    assert not house.seen(written)
    inbox = house.on("facebook").inbox
    for name in reporters:
        received, outcome = inbox[name]
        assert "automatic" in received
        assert "We looked at it and acted" in outcome
    reported = Author.objects.get(external_id="vic")
    to_vic = [*inbox["vic"], *(words for _, words in house.item(written).replies)]
    assert len(to_vic) == 1
    for words in (*to_vic, *Action.objects.filter(author=reported).values_list("text", flat=True), *case.why):
        assert "report" not in words.lower() or words in case.why
        assert not [name for name in reporters if name in words]
