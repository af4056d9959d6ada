"""Waiting for somebody: with a reason and a person, the due time waits too, and goes on when they write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import pausing
from evenhand.cases.models import Case, Pause

WAIT = "Which prison do they mean?"


def asked(house: House) -> Case:
    """A question of Monday noon, due on Tuesday at five."""
    return house.case(house.write(h.QUESTION), "question")


def test_waiting_two_working_hours_makes_it_due_two_working_hours_later(house: House) -> None:
    case = asked(house)
    assert case.due_at == house.now.replace(day=24, hour=17)
    made = pausing.pause(case, house.moderator, f" {WAIT} ")
    assert (made.person, made.reason, made.started_at) == (house.moderator, WAIT, house.now)
    house.wait(120)
    pausing.resume(case, house.moderator)
    resumed = Case.objects.get(pk=case.pk)
    assert resumed.due_at == house.now.replace(day=25, hour=11)
    assert Pause.objects.get().ended_at == house.now


def test_the_record_says_who_let_it_wait_and_why(house: House) -> None:
    case = asked(house)
    pausing.pause(case, house.moderator, WAIT)
    assert house.content("case.paused") == {"reason": WAIT}
    assert house.entries("case.paused")[-1].actor == f"person:{house.moderator.pk}"
    pausing.resume(case, house.approver)
    assert house.entries("case.resumed")[-1].actor == f"person:{house.approver.pk}"


def test_it_goes_on_when_its_author_writes_again(house: House) -> None:
    case = asked(house)
    pausing.pause(case, house.moderator, WAIT)
    house.wait(60)
    house.write("I mean the one in Leeds.", by="bob")
    assert Pause.objects.get().ended_at is None
    house.write("I mean the one in Leeds.")
    assert Pause.objects.get().ended_at == house.now
    assert Case.objects.get(pk=case.pk).due_at == house.now.replace(day=25, hour=10, minute=0)
    assert house.entries("case.resumed")[-1].actor == "machine"


def test_what_was_written_before_does_not_end_the_waiting(house: House) -> None:
    house.write("Hello there.", run=False)
    house.wait(1)
    case = make.case(house.write(h.KIND, run=False), "question")
    pausing.pause(case, house.moderator, WAIT)
    house.run()
    assert Pause.objects.get().ended_at is None


def test_waiting_that_begins_overdue_forgives_nothing(house: House) -> None:
    case = asked(house)
    house.wait(3 * 24 * 60)
    pausing.pause(case, house.moderator, WAIT)
    house.wait(24 * 60)
    pausing.resume(case, house.moderator)
    assert Case.objects.get(pk=case.pk).due_at == case.due_at


def test_an_answer_ends_the_waiting(house: House) -> None:
    case = asked(house)
    pausing.pause(case, house.moderator, WAIT)
    house.answer(case)
    assert Pause.objects.get().ended_at == house.now
    refused(lambda: pausing.pause(case, house.moderator, WAIT), says="this case already")
    refused(lambda: pausing.resume(case, house.moderator), says="this case already")


def test_what_cannot_wait_is_refused_with_the_reason(house: House) -> None:
    case = asked(house)
    refused(lambda: pausing.pause(case, house.moderator, " "), field="reason")
    refused(lambda: pausing.pause(case, house.moderator, "a" * 501), field="reason", says="500")
    refused(lambda: pausing.pause(case, make.person("auditor"), WAIT), says="Ask a moderator")
    refused(lambda: pausing.resume(case, house.moderator), says="not waiting")
    pausing.pause(case, house.moderator, WAIT)
    refused(lambda: pausing.pause(case, house.moderator, WAIT), says="waiting already")


@pytest.mark.parametrize("kind", ["safeguarding", "review", "confirmation", "block_approval"])
def test_neither_people_at_risk_nor_reviews_wait_for_an_author(house: House, kind: str) -> None:
    house.run()
    case = make.case(make.contribution(), kind)
    refused(lambda: pausing.pause(case, house.moderator, WAIT), says="Only what somebody asked for")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_pause SET reason = '' WHERE id = %s",
        "UPDATE cases_pause SET person_id = NULL WHERE id = %s",
        "UPDATE cases_pause SET ended_at = '2020-01-01 00:00:00+00:00' WHERE id = %s",
    ],
)
def test_a_pause_has_reason_and_person_by_the_tables_own_rule(house: House, sql: str) -> None:
    made = pausing.pause(asked(house), house.moderator, WAIT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [made.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(case=made.case, person=house.approver, reason="Twice.")
    assert str(made) == f"pause:{made.pk}"


def test_a_pause_by_an_unsigned_author_ends_with_their_edit(house: House) -> None:
    written = house.write(h.QUESTION, unsigned=True)
    case = house.case(written, "question")
    pausing.pause(case, house.moderator, WAIT)
    house.now += timedelta(minutes=1)
    pausing.author_wrote(make.version(written, "In Leeds, I mean.", number=2))
    assert Pause.objects.get().ended_at == house.now
