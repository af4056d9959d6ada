"""Rights requests, complaints and concerns: recognised, each with its own clock, and never a breach by themselves."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import answering, queue, rerouting, rights
from evenhand.cases.models import Assignment, Case
from evenhand.cases.rights import is_individual

FOI = "This is a freedom of information request: how many officers left in 2025?"
SAR = "I am making a subject access request. Please send me a copy of all my records."
CONCERN = "I am a member of staff. Night checks are signed off that nobody did. How do I raise this safely?"
COMPLAINT = "I want to make a formal complaint about how my visit was cancelled on Sunday."


@pytest.mark.parametrize(
    ("text", "kind"),
    [(FOI, "foi"), (SAR, "subject_access"), (CONCERN, "whistleblowing"), (COMPLAINT, "complaint")],
)
def test_each_is_recognised_and_stays_up(house: House, text: str, kind: str) -> None:
    written = house.write(text)
    assert kind in house.cases(written)
    assert house.seen(written)
    assert house.judged(written).findings == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FOI: what did the new logo cost? You have 20 working days", "foi"),
        ("Send me everything you hold on me under GDPR", "subject_access"),
        ("please delete my personal data, I withdrew my application", "subject_access"),
        ("Is there a confidential line for staff?", "whistleblowing"),
        ("Someone emailed my licence conditions to the wrong person. That is a data breach", "complaint"),
        ("something with a right in it that names none", "complaint"),
    ],
)
def test_which_right_it_is(text: str, kind: str) -> None:
    assert kind in rights.kinds(text, {"rights_request"})


@pytest.mark.parametrize("text", ["When does the college open?", "This policy is a disgrace", ""])
def test_what_asks_for_no_right_opens_none(text: str) -> None:
    assert rights.kinds(text, {"question", "complaint"}) == []


def test_its_clock_runs_by_law_from_the_day_it_was_written(house: House) -> None:
    written = house.write(FOI, run=False)
    house.wait(60 * 24)  # we were down for a day
    house.run()
    case = house.case(written, "foi")
    assert case.due_at is not None
    assert (case.due_at.month, case.due_at.day) == (12, 22)  # twenty working days; St Andrew’s Day is one of none
    own = house.case(house.write(SAR, by="bo"), "subject_access")
    assert own.due_at is not None
    assert (own.due_at.month, own.due_at.day) == (12, 24)


def test_a_rude_request_is_a_request_and_the_rudeness_is_another_matter(house: House) -> None:
    written = house.write("Freedom of information request, you fucking clowns: what did this cost?")
    assert "foi" in house.cases(written)
    assert not house.seen(written)
    decision = house.answer(house.case(written, "foi"), "We have passed it on.", privately=True)
    assert house.on("facebook").inbox["ann"] == ["We have passed it on."]
    assert decision.verdict == "no_breach"


def test_it_ends_only_answered_redirected_or_with_a_reason(house: House) -> None:
    case = house.case(house.write(FOI), "foi")
    refused(lambda: answering.close_without_answer(case, house.moderator, "redirected", " "), field="reason")
    answering.close_without_answer(case, house.moderator, "redirected", "Sent to the information rights team.")
    case.refresh_from_db()
    assert (case.outcome, case.outcome_reason) == ("redirected", "Sent to the information rights team.")


def test_a_request_stays_open_though_its_author_takes_the_comment_back(house: House) -> None:
    written = house.write(FOI)
    house.take_back(written)
    assert "foi" in house.cases(written)


def test_a_person_says_that_it_is_another_kind_and_the_clock_is_that_ones_from_the_start(house: House) -> None:
    written = house.write(h.QUESTION)
    case = house.case(written, "question")
    house.wait(60)
    made = rerouting.reroute(case, house.moderator, "foi")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.outcome_reason) == ("closed", "redirected", f"It goes on as case {made.pk}.")
    assert made.due_at is not None
    assert made.due_at.day == 22
    assert house.stands(written) == "waiting"
    assert house.entries("case.rerouted")[-1].facts["to"] == "foi"
    refused(lambda: rerouting.reroute(made, house.moderator, "foi"), field="kind")
    refused(lambda: rerouting.reroute(made, house.moderator, "review"), field="kind")
    refused(lambda: rerouting.reroute(made, make.person("auditor"), "question"), says="role")
    refused(lambda: rerouting.reroute(case, house.moderator, "complaint"), says="closed already")


@pytest.mark.parametrize(
    "text",
    [
        "Why was my brother moved to another wing at HMP Thornmere without telling us?",
        "His prison number is A1234BC, where is he?",
        "Can you look into my son's case please",
    ],
)
def test_one_persons_case_is_known_as_such(house: House, text: str) -> None:
    assert is_individual(text, {"question"})
    assert rights.INDIVIDUAL in [
        why for case in Case.objects.filter(contribution=house.write(text)) for why in case.why
    ]


@pytest.mark.parametrize("text", ["When does the college open?", "How do I book a visit?", "What is the pay?"])
def test_other_questions_are_not(text: str) -> None:
    assert not is_individual(text, {"question"})


@pytest.mark.parametrize("text", [FOI, COMPLAINT])
def test_it_is_answered_and_never_decided_as_a_breach(house: House, text: str) -> None:
    written = house.write(text)
    (kind,) = house.cases(written) & {"foi", "complaint"}
    refused(lambda: house.decide(house.case(written, kind), "disrespect"), says="answered, not decided")


def test_said_to_be_something_else_it_gains_no_time_and_stays_with_who_has_it(house: House) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    due = case.due_at
    queue.take(case, house.moderator)
    for kind in ("foi", "question", "complaint", "question"):
        house.wait(60 * 24)
        case = rerouting.reroute(case, house.moderator, kind)
        assert Assignment.objects.get(case=case, released_at__isnull=True).person == house.moderator
    assert (case.kind, case.due_at) == ("question", due)
    assert Assignment.objects.filter(released_at__isnull=True).count() == 1
    concern = rerouting.reroute(case, house.moderator, "whistleblowing")
    assert concern.due_at is not None
    assert concern.due_at < house.now
