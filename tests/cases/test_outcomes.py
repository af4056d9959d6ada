"""Promise 9 by the table's own rule, in raw SQL: a closed question has its outcome, and a reason if not answered."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from tests import house as h
from tests.house import House, refused

from evenhand.cases.models import Case

CLOSE = "UPDATE cases_case SET state = 'closed', closed_at = opened_at, outcome = %s, outcome_reason = %s WHERE id = %s"


def close(case: Case, outcome: str, reason: str) -> None:
    """Close a case behind the house's back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLOSE, [outcome, reason, case.pk])


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("", ""),
        ("gone", "Its author removed it."),
        ("breach", ""),
        ("no_breach", ""),
        ("closed", ""),
        ("redirected", ""),
        ("forgotten", "Why."),
    ],
)
def test_a_question_never_ends_without_an_outcome(house: House, outcome: str, reason: str) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    with pytest.raises(IntegrityError):
        close(case, outcome, reason)
    assert Case.objects.get(pk=case.pk).state == "open"


@pytest.mark.parametrize(
    ("outcome", "reason"), [("answered", ""), ("redirected", "To the helpline."), ("closed", "Asked twice.")]
)
def test_a_question_ends_with_its_outcome(house: House, outcome: str, reason: str) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    close(case, outcome, reason)
    assert Case.objects.get(pk=case.pk).outcome == outcome


def test_other_cases_end_in_their_own_ways(house: House) -> None:
    case = house.case(house.write(h.MILD))
    close(case, "gone", "")
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_an_outcome_cannot_be_taken_away_again(house: House) -> None:
    written = house.write(h.QUESTION)
    case = house.case(written, "question")
    house.answer(written)
    with pytest.raises(IntegrityError):
        close(case, "breach", "")


def test_a_question_is_answered_and_not_decided(house: House) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    refused(lambda: house.decide(case, "none"), says="answered, not decided")
    assert Case.objects.get(pk=case.pk).state == "open"


def test_a_question_that_its_author_takes_back_stays_open(house: House) -> None:
    written = house.write(h.QUESTION)
    house.take_back(written)
    assert house.cases(written) == {"question"}
