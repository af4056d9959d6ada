"""Reports by direct message: the comment found or asked for once, one case for many, and what its people see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import house as h
from tests.house import House

from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.platforms.interface import ContributionKind
from evenhand.support.models import AutomaticText, Conversation, MemberReport

VILE = "You are all vermin and should be ashamed of yourselves, the lot of you."
BLAND = "I went to the open day on Tuesday and the car park was full by nine."


def link_to(written: Contribution) -> str:
    return written.permalink


def report_of(message: Contribution) -> MemberReport:
    return MemberReport.objects.get(message=message)


def letters(house: House, on: str = "facebook") -> list[str]:
    """The automatic texts that were sent and seen to be there, in order."""
    sent = Action.objects.filter(channel=house.channels[on], state="done").exclude(letter="").order_by("created_at")
    return list(sent.values_list("letter", flat=True))


def test_a_link_finds_the_comment_and_the_reporter_is_thanked(house: House) -> None:
    written = house.write(VILE, by="vic")
    message = house.message(f"I want to report this comment {link_to(written)}", by="rae")
    report = report_of(message)
    assert (report.state, report.found, report.how, report.score) == ("found", written, "link", 1.0)
    assert house.cases(message) == set()
    assert "member_report" in house.cases(written)
    assert letters(house) == ["report_received"]
    (words,) = house.on("facebook").inbox["rae"]
    assert words.startswith("This is an automatic message. Thank you")
    assert house.on("facebook").inbox.keys() == {"rae"}
    assert house.stands(message) == "kept"
    assert house.stands(written) == "waiting"


def test_words_with_slips_find_it_among_others(house: House) -> None:
    house.write(BLAND, by="una")
    written = house.write(VILE, by="vic")
    house.write("Well said, all of it.", by="wes")
    message = house.message('Please remove the comment "youre all vermen and shuld be ashamed of yourselves"', by="rae")
    report = report_of(message)
    assert (report.found, report.how) == (written, "words")
    assert report.score is not None
    assert 0.75 <= report.score < 1


def test_the_authors_name_finds_a_single_comment(house: House) -> None:
    house.write(BLAND, by="una")
    written = house.write(VILE, by="vic")
    report = report_of(house.message("I want to report the vile comment by vic under your post", by="rae"))
    assert (report.found, report.how) == (written, "author")


def test_a_name_tells_between_the_same_words(house: House) -> None:
    house.write(VILE, by="vic")
    written = house.write(VILE, by="wes")
    report = report_of(house.message(f'Please remove the comment by wes: "{VILE}"', by="rae"))
    assert (report.found, report.how) == (written, "words")


def test_two_as_good_are_none_and_it_is_asked_once_which_is_meant(house: House) -> None:
    house.write(VILE, by="vic")
    written = house.write(VILE, by="wes")
    message = house.message(f'Please remove the comment "{VILE}"', by="rae")
    assert report_of(message).state == "asked"
    assert letters(house) == ["which_comment"]
    assert house.cases(message) == {"member_report"}  # a person has it all the while
    answer = house.message(f"Sorry, this one: {link_to(written)}", by="rae")
    assert (report_of(message).state, report_of(message).found) == ("found", written)
    assert letters(house) == ["which_comment", "report_received"]
    assert house.cases(message) == house.cases(answer) == set()
    assert not MemberReport.objects.filter(message=answer).exists()


def test_an_answer_that_does_not_help_is_for_a_person_and_nothing_more_is_asked(house: House) -> None:
    house.write(VILE, by="vic")
    message = house.message("I want to report a horrible comment under your post.", by="rae")
    assert report_of(message).state == "asked"
    house.message("The one from this morning", by="rae")
    assert report_of(message).state == "open"
    assert house.cases(message) == {"member_report"}
    again = house.message("I want to report a horrible comment, please remove it.", by="rae")
    assert report_of(again).state == "open"
    assert letters(house) == ["which_comment"]
    assert len(house.on("facebook").inbox["rae"]) == 1


def test_a_new_conversation_after_a_month_may_be_asked_again(house: House) -> None:
    house.message("I want to report a horrible comment under your post.", by="rae")
    house.wait(31 * 24 * 60)
    house.message("I want to report another horrible comment under your post.", by="rae")
    assert letters(house) == ["which_comment", "which_comment"]
    assert Conversation.objects.filter(ended_at__isnull=True).count() == 1


def test_twenty_reports_make_one_case_that_tells_how_many_and_not_who(house: House) -> None:
    written = house.write(BLAND, by="vic")
    for number in range(20):
        house.message(f"Please remove this comment {link_to(written)}", by=f"rae-{number}")
    case = Case.objects.get(contribution=written)
    assert (case.kind, case.why, case.priority) == ("member_report", ["20 people reported this comment."], 2)
    assert Case.objects.filter(kind="member_report", state="open").count() == 1


def test_a_flood_by_one_author_counts_once(house: House) -> None:
    written = house.write(BLAND, by="vic")
    for _ in range(5):
        house.message(f"Please remove this comment {link_to(written)}", by="rae")
    case = house.case(written, "member_report")
    assert (case.why, case.priority) == (["1 person reported this comment."], 3)
    assert letters(house) == ["report_received"]


def test_nobody_reports_what_they_wrote_themselves(house: House) -> None:
    written = house.write(BLAND, by="rae")
    message = house.message(f"Please remove this comment {link_to(written)}", by="rae")
    assert report_of(message).found is None
    assert "member_report" not in house.cases(written)


def test_a_comment_of_another_channel_is_not_meant(house: House) -> None:
    house.write(VILE, on="instagram", by="vic")
    assert report_of(house.message(f'Please remove the comment "{VILE}"', by="rae")).found is None


def test_words_are_looked_for_among_recent_comments_and_a_link_further_back(house: House) -> None:
    written = house.write(VILE, by="vic")
    house.wait(40 * 24 * 60)
    assert report_of(house.message(f'Please remove the comment "{VILE}"', by="rae")).found is None
    assert report_of(house.message(f"Please remove the comment {link_to(written)}", by="sam")).found == written


def test_somebody_at_risk_hears_from_a_person_and_not_from_the_machine(house: House) -> None:
    written = house.write(VILE, by="vic")
    message = house.message(f"I want to report this comment {link_to(written)}. {h.AT_RISK}", by="rae")
    assert report_of(message).found == written
    assert "safeguarding" in house.cases(message)
    assert not AutomaticText.objects.exists()
    assert "rae" not in house.on("facebook").inbox


def test_outside_the_platforms_window_nothing_is_sent(house: House) -> None:
    written = house.write(VILE, by="vic")
    words = f"I want to report this comment {link_to(written)}"
    message = house.write(words, by="rae", kind=ContributionKind.DIRECT_MESSAGE, run=False)
    house.wait(25 * 60)
    house.run()
    assert report_of(message).found == written
    assert not AutomaticText.objects.exists()
    assert not Action.objects.exclude(letter="").exists()


def test_where_only_a_person_can_write_the_text_is_a_manual_task(house: House) -> None:
    written = house.write(VILE, on="linkedin", by="vic")
    house.message(f"I want to report this comment {link_to(written)}", on="linkedin", by="rae")
    (action,) = Action.objects.exclude(letter="")
    assert (action.letter, action.state) == ("report_received", "manual")


def test_an_unchecked_translation_is_not_sent(house: House) -> None:
    assert "cy" in h.hmpps().letters
    house.message("Hoffwn riportio sylw ffiaidd o dan eich post. I want to report a comment.", by="rae")
    assert {text.language for text in AutomaticText.objects.all()} == {"en"}


def test_a_link_alone_is_enough_to_report(house: House) -> None:
    written = house.write(VILE, by="vic")
    message = house.message(f"{link_to(written)} ...", by="rae")
    assert report_of(message).found == written


def test_the_reporters_own_questions_stay_open(house: House) -> None:
    written = house.write(VILE, by="vic")
    message = house.message(f"I want to report this comment {link_to(written)} {h.QUESTION}", by="rae")
    assert report_of(message).found == written
    assert house.cases(message) == {"question"}


def test_a_lost_answer_does_not_send_a_text_twice(house: House) -> None:
    written = house.write(VILE, by="vic")
    house.on("facebook").faults.extend(["lost_answer"])
    house.message(f"I want to report this comment {link_to(written)}", by="rae")
    house.keep_running(10)
    assert letters(house) == ["report_received"]
    assert len(house.on("facebook").inbox["rae"]) == 1


@pytest.mark.parametrize("late", [timedelta(hours=2), timedelta(days=2)])
def test_a_report_of_what_is_gone_still_reaches_a_person(house: House, late: timedelta) -> None:
    written = house.write(BLAND, by="vic")
    house.take_back(written)
    house.wait(late.total_seconds() / 60)
    house.message(f"I want to report this comment {link_to(written)}", by="rae")
    assert house.cases(written) == {"member_report"}


@pytest.mark.parametrize("late", [0.5, 10, 60])
def test_a_comment_that_comes_in_after_its_report_is_found_by_itself(house: House, late: float) -> None:
    item = house.on("facebook").publish("vic", VILE, ContributionKind.COMMENT)
    message = house.message(f'I want to report the comment "{VILE}"', by="rae")
    assert report_of(message).state == "asked"
    house.wait(late)
    written = house.see(item)
    house.keep_running(180)
    assert (report_of(message).state, report_of(message).found) == ("found", written)
    assert house.cases(message) == set()
    assert house.case(written, "member_report").why == ["1 person reported this comment."]
    assert letters(house) == ["which_comment", "report_received"]


def test_what_was_written_after_the_report_is_not_what_it_tells_of(house: House) -> None:
    message = house.message(f'I want to report the comment "{VILE}"', by="rae")
    house.wait(10)
    copied = house.write(VILE, by="wes")
    house.keep_running(180)
    assert report_of(message).found is None
    assert house.cases(message) == {"member_report"}
    assert "member_report" not in house.cases(copied)


def test_looking_again_ends_and_leaves_the_report_to_its_person(house: House) -> None:
    message = house.message(f'I want to report the comment "{VILE}"', by="rae")
    house.keep_running(300)
    written = house.write(VILE, by="vic")
    house.keep_running(300)
    assert report_of(message).found is None
    assert house.cases(message) == {"member_report"}
    assert "member_report" not in house.cases(written)


def test_nothing_is_looked_for_again_once_a_person_ended_its_case(house: House) -> None:
    message = house.message(f'I want to report the comment "{VILE}"', by="rae")
    queue.close(house.case(message, "member_report"), outcome="redirected", actor="machine", reason="Answered.")
    written = house.write(VILE, by="vic")
    house.keep_running(180)
    assert report_of(message).found is None
    assert "member_report" not in house.cases(written)
