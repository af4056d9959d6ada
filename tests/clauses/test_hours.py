"""Clauses on when we are there: Monday to Friday, all year round, and nobody who asks is left without an answer.

Of clause 46 this shows the weekend's floor and clock; the text sent out of hours is shown in support's tests. Waking
somebody on call is no part of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import house as h
from tests.house import House, refused

from evenhand.cases import answering, ledger
from evenhand.cases.due import promised
from evenhand.cases.models import ASKED, Case
from evenhand.cases.queue import open_cases
from evenhand.clock import moderation_days, working_between

PLATFORMS = ["facebook", "instagram", "x", "youtube", "linkedin"]
SATURDAY = h.MONDAY_NOON.replace(day=21, hour=3)
MAUNDY_THURSDAY = datetime(2026, 4, 2, 17, 30, tzinfo=h.MONDAY_NOON.tzinfo)
ABUSIVE_QUESTION = "You pathetic ugly waste of space, when do applications for prison officer open in Leeds?"


def starts(case: Case) -> datetime:
    """When the clock of a case starts: the first moment at which anybody works on its calendar."""
    _, calendar = promised(case.kind)
    return calendar.next_open(case.opened_at)


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube"])
def test_a_threat_on_a_saturday_night_is_hidden_at_once_and_first_in_the_queue(house: House, platform: str) -> None:
    house.now = SATURDAY
    house.write(h.MILD, on=platform, by="bob")
    written = house.write(h.THREAT, on=platform)
    assert not house.seen(written)
    first = open_cases().first()
    assert first is not None
    assert (first.contribution_id, first.priority) == (written.pk, 1)
    assert starts(first) == h.MONDAY_NOON.replace(hour=9)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_saturdays_question_starts_its_clock_on_monday_at_nine(house: House, platform: str) -> None:
    house.now = SATURDAY
    case = house.case(house.write(h.QUESTION, on=platform), "question")
    assert starts(case) == h.MONDAY_NOON.replace(hour=9)
    assert case.due_at == h.MONDAY_NOON.replace(day=24, hour=17)


def test_somebody_at_risk_on_a_saturday_night_waits_for_no_office(house: House) -> None:
    house.now = SATURDAY
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    assert case.due_at == SATURDAY + timedelta(hours=1)


@pytest.mark.clause(47)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_good_friday_is_moderated_and_replies_start_on_tuesday(house: House, platform: str) -> None:
    house.now = MAUNDY_THURSDAY
    asked = house.case(house.write(h.QUESTION, on=platform), "question")
    review = house.case(house.write(h.MILD, on=platform, by="bob"))
    assert starts(review) == MAUNDY_THURSDAY.replace(day=3, hour=9, minute=0)
    assert review.due_at == MAUNDY_THURSDAY.replace(day=3, hour=13, minute=0)
    assert starts(asked) == MAUNDY_THURSDAY.replace(day=7, hour=9, minute=0)
    assert asked.due_at == MAUNDY_THURSDAY.replace(day=8, hour=17, minute=0)


@pytest.mark.clause(47)
def test_every_weekday_of_the_year_is_a_moderation_day() -> None:
    start = datetime(2026, 1, 1, tzinfo=h.MONDAY_NOON.tzinfo)
    days = [start + timedelta(days=number) for number in range(365)]
    worked = [day for day in days if moderation_days().is_working(day.date())]
    assert worked == [day for day in days if day.weekday() < 5]
    whole = working_between(start, start.replace(year=2027), moderation_days())
    assert whole == len(worked) * timedelta(hours=8)


@pytest.mark.clause(48)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_question_of_the_day_is_without_an_outcome_or_a_due_time(house: House, platform: str) -> None:
    texts = (h.QUESTION, h.RUDE_QUESTION, ABUSIVE_QUESTION, "How do I complain about a letter?", "Who do I ask?")
    asked = [house.write(text, on=platform, by=f"author-{number}") for number, text in enumerate(texts)]
    cases = [case for one in asked for case in Case.objects.filter(contribution=one, kind__in=ASKED).order_by("pk")]
    assert len(cases) >= 4
    answered, sent, closed, *waiting = cases
    house.answer(answered)
    answering.close_without_answer(sent, house.moderator, "redirected", "To the jobs page.")
    answering.close_without_answer(closed, house.moderator, "closed", "Asked and answered before.")
    for one in asked:
        house.take_back(one)
    midnight = h.MONDAY_NOON.replace(hour=0)
    figures = ledger.figures(ledger.questions(midnight, midnight + timedelta(days=1)))
    assert figures.neither == 0
    assert figures.asked == len(cases)
    assert (figures.answered, figures.redirected, figures.closed) == (1, 1, 1)
    assert figures.waiting == len(waiting) > 0
    assert all(case.due_at for case in waiting)


@pytest.mark.clause(48)
@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube", "linkedin"])
def test_an_abusive_question_still_gets_its_answer(house: House, platform: str) -> None:
    written = house.write(ABUSIVE_QUESTION, on=platform)
    assert "question" in house.cases(written)
    if "review" in house.cases(written):
        house.decide(written, "harassment", ("delete",) if platform == "linkedin" else ("hide",))
    case = house.case(written, "question")
    assert case.due_at
    house.answer(case)
    ended = Case.objects.get(pk=case.pk)
    assert (ended.state, ended.outcome) == ("closed", "answered")


@pytest.mark.clause(48)
def test_a_question_can_be_ended_in_no_other_way(house: House) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    refused(lambda: house.decide(case, "none"), says="answered, not decided")
    refused(lambda: answering.close_without_answer(case, house.moderator, "closed", " "), field="reason")
    sql = "UPDATE cases_case SET state = 'closed', closed_at = opened_at, outcome = 'gone' WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [case.pk])
    assert house.case(case.contribution, "question").pk == case.pk
