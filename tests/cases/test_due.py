"""Due times: set when a case opens, on the calendar of its kind, and never moved by a second reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand.cases.due import calendar_of, due_at
from evenhand.cases.models import Case
from evenhand.cases.queue import open_case

THURSDAY = datetime(2026, 4, 2, 17, 30, tzinfo=h.MONDAY_NOON.tzinfo)
"""After hours, before Good Friday."""


def at(day: int, hour: int) -> datetime:
    """A moment of April 2026."""
    return THURSDAY.replace(day=day, hour=hour, minute=0)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("review", at(3, 13)),  # four hours of Good Friday
        ("confirmation", at(3, 13)),
        ("block_approval", at(3, 13)),
        ("member_report", at(3, 13)),
        ("question", at(8, 17)),  # the working day after Easter Tuesday
        ("appeal", at(14, 17)),
        ("legal", at(14, 17)),
        ("safeguarding", at(2, 18) + timedelta(minutes=30)),
    ],
)
def test_each_kind_of_case_is_due_by_its_own_promise(kind: str, due: datetime) -> None:
    assert due_at(kind, THURSDAY) == due


def test_every_kind_has_a_due_time() -> None:
    assert all(due_at(kind, THURSDAY) > THURSDAY for kind in Case.Kind.values)


def test_somebody_at_risk_waits_for_no_office_to_open() -> None:
    assert calendar_of("safeguarding").is_working(at(4, 3).date())
    assert not calendar_of("review").is_working(at(4, 3).date())


def test_a_case_is_due_from_the_moment_it_opened(house: House) -> None:
    case = house.case(house.write(h.MILD))
    assert case.opened_at == house.now
    assert case.due_at == house.now.replace(hour=16)
    assert house.entries("case.opened")[-1].facts["due"] == "2026-11-23T16:00:00+00:00"


def test_a_second_reason_gives_no_more_time(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    due = house.case(written).due_at
    house.wait(60)
    again = open_case(written, Case.Kind.REVIEW, priority=1, why=("Somebody else asked.",))
    assert again.due_at == due
    house.edit(written, h.MILD)
    assert house.case(written).due_at == due


@pytest.mark.parametrize("kind", Case.Kind.values)
def test_no_open_case_is_without_a_due_time_by_the_tables_own_rule(house: House, kind: str) -> None:
    house.run()
    case = make.case(make.contribution(), kind)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET due_at = NULL WHERE id = %s", [case.pk])
