"""Taking, releasing and closing cases; where a contribution stands because of them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import house as h
from tests.house import House, refused

from evenhand.cases import answering, queue
from evenhand.cases.models import Assignment, Case


def test_a_case_is_taken_by_one_person_at_a_time(house: House) -> None:
    case = house.case(house.write(h.MILD))
    mine = queue.take(case, house.moderator)
    assert queue.take(case, house.moderator).pk == mine.pk
    refused(lambda: queue.take(case, house.approver), says="Moderator has this case")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(case=case, person=house.approver)


def test_who_comes_second_is_told_so_though_both_came_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one has the lane first, and gives it back with the case taken."""
    case = house.case(house.write(h.MILD))
    monkeypatch.setattr(queue, "hold_lane", lambda _of: Assignment.objects.create(case=case, person=house.approver))
    refused(lambda: queue.take(case, house.moderator), says="Approver has this case")


def test_a_released_case_can_be_taken_by_another(house: House) -> None:
    case = house.case(house.write(h.MILD))
    queue.take(case, house.moderator)
    queue.release(case, house.approver)  # it is not theirs to release
    refused(lambda: queue.take(case, house.approver), says="Ask them to release it")
    queue.release(case, house.moderator)
    assert queue.take(case, house.approver).person == house.approver


def test_closing_a_case_gives_it_back_and_keeps_why(house: House) -> None:
    written = house.write(h.MILD)
    case = house.case(written)
    queue.take(case, house.moderator)
    queue.close(case, outcome="closed", actor="person:1", reason="Not for us.")
    assert not Assignment.objects.filter(released_at__isnull=True).exists()
    closed = house.entries("case.closed")[-1]
    assert closed.facts["outcome"] == "closed"
    assert house.content("case.closed") == {"reason": "Not for us."}


def test_a_closed_case_has_an_outcome_by_the_tables_own_rule(house: House) -> None:
    case = house.case(house.write(h.MILD))
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="closed")


def test_a_contribution_waits_while_any_case_is_open(house: House) -> None:
    written = house.write(h.RUDE_QUESTION, on="linkedin")
    assert house.cases(written) == {"review", "question"}
    house.decide(written, "obscenity", ("delete",))
    assert house.stands(written) == "waiting"
    house.answer(written)
    assert house.stands(written) == "acted_on"


def test_an_answer_alone_leaves_what_it_answers_kept(house: House) -> None:
    written = house.write(h.QUESTION)
    house.answer(written)
    assert house.stands(written) == "kept"


def test_the_last_decision_that_is_no_answer_says_where_it_stands(house: House) -> None:
    written = house.write(h.RUDE_QUESTION)
    house.answer(written)
    assert house.stands(written) == "acted_on"


def test_what_is_gone_stays_gone(house: House) -> None:
    written = house.write(h.MILD)
    house.take_back(written)
    queue.settle_disposition(type(written).objects.get(pk=written.pk))
    assert house.stands(written) == "gone"
    assert house.cases(written) == set()


def test_rows_are_named_by_their_ids_alone(house: House) -> None:
    """What a row is called reaches logs: nothing personal."""
    case = house.case(house.write(h.MILD))
    taken = queue.take(case, house.moderator)
    decision = house.decide(case, "none")
    assert str(case) == f"case:{case.pk}"
    assert str(taken) == f"assignment:{taken.pk}"
    assert str(decision) == f"decision:{decision.pk}"


def test_a_reason_longer_than_its_column_is_refused_on_every_store(house: House) -> None:
    case = house.case(house.write(h.QUESTION), "question")
    at_most = "x" * queue.LONGEST_REASON
    refused(
        lambda: answering.close_without_answer(case, house.moderator, "closed", at_most + "x"),
        field="reason",
        says="at most 500",
    )
    answering.close_without_answer(case, house.moderator, "closed", at_most)
    assert Case.objects.get(pk=case.pk).outcome_reason == at_most
