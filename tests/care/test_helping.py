"""Somebody at risk: advised on by two, handed over, followed up, and closed with what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings
from tests import house as h
from tests.house import House, refused

from evenhand import work
from evenhand.care import following, helping
from evenhand.care.models import Advice, Alert, FollowUp, HandOver, Outcome
from evenhand.care.on_call import OnCall
from evenhand.cases.models import Case
from evenhand.cases.queue import open_cases
from evenhand.judgement.services import lane_of
from evenhand.people.models import User
from evenhand.sanctions.models import Strike
from evenhand.work.models import Task

WHY = "She is with her sister, I spoke to both."


@pytest.fixture
def saf(house: House) -> User:
    return house.person("saf", "safeguarding_lead")


@pytest.fixture
def ann(house: House) -> User:
    return house.person("ann", "approver")


@pytest.fixture
def case(house: House) -> Case:
    return house.case(house.write(h.AT_RISK), "safeguarding")


@transaction.atomic
def stored(case: Case, person: User, **ground: Any) -> None:  # noqa: ANN401 (columns of an outcome)
    """An outcome as the tables see it at commit."""
    Outcome.objects.create(case=case, person=person, words=WHY, **ground)
    connection.check_constraints()


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# Closing


def test_it_closes_with_what_was_done_and_who_was_told(house: House, case: Case, saf: User) -> None:
    made = helping.close_helped(case, saf, ["police", "safer_custody"], "PC 1201, at 12:10", WHY)
    assert made.done_list() == ("Told the prison’s safer custody team", "Called 999 or the police")
    assert (again(case).state, again(case).outcome) == ("closed", "helped")
    house.decide(case.contribution, "none")
    assert house.stands(case.contribution) == "kept"
    assert not Strike.objects.exists()
    entry = house.entries("care.closed")[-1]
    assert entry.facts["done"] == "safer_custody,police"
    assert WHY in house.content("care.closed")["words"]
    assert "PC 1201" not in str(entry.facts)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (([], "Saf", WHY), "done"),
        ((["nothing"], "Saf", WHY), "done"),
        ((["police"], " ", WHY), "told"),
        ((["police"], "PC 1201", " "), "words"),
        ((["replied"], "Her", WHY), "done"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(
    case: Case, saf: User, said: tuple[list[str], str, str], field: str
) -> None:
    refused(lambda: helping.close_helped(case, saf, *said), field=field)
    assert again(case).state == "open"


def test_no_danger_needs_a_second_person_who_says_so_last(case: Case, saf: User, ann: User) -> None:
    refused(lambda: helping.close_without_danger(case, saf, WHY), field="kind", says="Nobody else")
    helping.advise(case, saf, "I see none.", no_danger=True)
    refused(lambda: helping.close_without_danger(case, saf, WHY), field="kind", says="Nobody else")
    helping.advise(case, ann, "It is a song.", no_danger=True)
    helping.advise(case, ann, "I looked it up, it is not.", no_danger=False)
    refused(lambda: helping.close_without_danger(case, saf, WHY), field="kind", says="may be danger")
    last = helping.advise(case, ann, "Spoke to her: she is well.", no_danger=True)
    made = helping.close_without_danger(case, saf, WHY)
    assert (made.advice, made.advice_person) == (last, ann)
    assert again(case).outcome == "no_danger"


@pytest.mark.parametrize("who", ["moderator", "auditor", "policy_owner", "administrator"])
def test_others_do_nothing_to_it(house: House, case: Case, who: str) -> None:
    somebody = house.person(f"a-{who}", who)
    for step in (
        lambda: helping.advise(case, somebody, WHY, no_danger=True),
        lambda: helping.hand_over(case, somebody, None, WHY),
        lambda: helping.follow_up(case, somebody, house.now + timedelta(hours=1), WHY),
        lambda: helping.close_helped(case, somebody, ["police"], "PC 1201", WHY),
    ):
        refused(step, says="approvers and safeguarding leads")


def test_the_tables_close_it_on_nothing_less(house: House, case: Case, saf: User, ann: User) -> None:
    closed = "UPDATE cases_case SET state = 'closed', outcome = %s, closed_at = opened_at WHERE id = %s"
    for outcome in ("helped", "no_danger", "answered"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(closed, [outcome, case.pk])
    own = helping.advise(case, saf, "I see none.", no_danger=True)
    warned = helping.advise(case, ann, "There is.", no_danger=False)
    other = helping.advise(house.case(house.write(h.AT_RISK, by="bob"), "safeguarding"), ann, "None.", no_danger=True)
    grounds = (
        {"kind": "no_danger"},
        {"kind": "no_danger", "advice": own, "advice_person": saf, "advice_no_danger": True},
        {"kind": "no_danger", "advice": own, "advice_person": ann, "advice_no_danger": True},
        {"kind": "no_danger", "advice": warned, "advice_person": ann, "advice_no_danger": True},
        {"kind": "no_danger", "advice": warned, "advice_person": ann, "advice_no_danger": False},
        {"kind": "no_danger", "advice": warned, "advice_person": ann},
        {"kind": "no_danger", "advice": other, "advice_person": ann, "advice_no_danger": True},
        {"kind": "helped", "told": "PC 1201"},
        {"kind": "helped", "done": "police"},
        {"kind": "other", "done": "police", "told": "PC 1201"},
    )
    for ground in grounds:
        with pytest.raises(IntegrityError):
            stored(case, saf, **ground)
    helping.close_helped(case, saf, ["police"], "PC 1201", WHY)
    helping.hand_over(other.case, ann, saf, "Yours.")
    for table in ("care_outcome", "care_advice", "care_handover"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 100"):  # noqa: S608 (names of ours)
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


# Handing over


def test_it_is_handed_to_a_colleague_with_a_note_on_record(house: House, case: Case, saf: User, ann: User) -> None:
    helping.hand_over(case, saf, ann, "Her sister rings back at five.")
    assert case.assignments.get(released_at=None).person == ann
    assert again(case).why[-1] == f"Handed over to {ann}."
    helping.hand_over(case, ann, None, "I go home.")
    assert not case.assignments.filter(released_at=None).exists()
    assert [one.to for one in HandOver.objects.order_by("pk")] == [ann, None]
    assert house.content("care.handed_over")["words"] == "I go home."
    assert again(case).state == "open"


def test_a_hand_over_to_whoever_is_there_wakes_them(house: House, saf: User, ann: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    helping.follow_up(case, saf, house.now + timedelta(hours=4), "Ring the wing.")
    helping.hand_over(case, saf, ann, "Yours.")
    house.run()
    assert Alert.objects.count() == 1
    helping.hand_over(case, ann, None, "I go home.")
    house.run()
    assert again(case).priority == 1
    assert sorted(Alert.objects.filter(case=case, state="sent").values_list("nth", flat=True)) == [1, 2]


def test_it_is_handed_to_nobody_who_may_not_see_it(house: House, case: Case, saf: User) -> None:
    for wrong in (saf, house.moderator):
        refused(lambda wrong=wrong: helping.hand_over(case, saf, wrong, "Yours."), field="to")  # type: ignore[misc]  # a default
    refused(lambda: helping.hand_over(case, saf, None, " "), field="words")


# Coming back


def test_an_open_case_waits_and_comes_back_and_wakes_somebody(house: House, case: Case, saf: User) -> None:
    house.write(h.THREAT, by="bob")
    helping.follow_up(case, saf, house.now + timedelta(hours=4), "Has the wing seen him?")
    assert open_cases()[0].pk != case.pk
    assert again(case).due_at == house.now + timedelta(hours=4)
    refused(lambda: helping.follow_up(case, saf, house.now + timedelta(hours=1), "Again."), says="set already")
    house.wait(239)
    came_back(house)
    assert again(case).priority == 3
    house.wait(2)
    came_back(house)
    came_back(house)
    assert again(case).priority == 1
    assert again(case).why[-1] == "A follow-up is due: read the note."
    assert FollowUp.objects.get().came_as == case
    assert len(house.entries("care.follow_up_due")) == 1


def test_a_new_alarm_brings_a_waiting_case_back_at_once(house: House, case: Case, saf: User) -> None:
    helping.follow_up(case, saf, house.now + timedelta(hours=4), "Has the wing seen him?")
    house.edit(case.contribution, f"{h.AT_RISK} I will do it now.")
    assert again(case).priority == 1
    due = again(case).due_at
    assert due is not None
    assert due <= house.now + timedelta(hours=1)


def test_a_closed_case_comes_back_as_a_new_one(house: House, case: Case, saf: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    helping.follow_up(case, saf, house.now + timedelta(hours=1), "Ring the wing.")
    helping.close_helped(case, saf, ["safer_custody"], "The wing", WHY)
    house.wait(61)
    came_back(house)
    new = house.case(case.contribution, "safeguarding")
    assert new.pk != case.pk
    assert house.stands(case.contribution) == "waiting"
    assert list(Alert.objects.filter(state="sent").values_list("case", flat=True)) == [new.pk]


def test_who_is_on_call_hears_again_of_an_open_case(house: House, saf: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    helping.follow_up(case, saf, house.now + timedelta(hours=1), "Ring the wing.")
    house.wait(61)
    came_back(house)
    assert sorted(Alert.objects.filter(case=case, state="sent").values_list("nth", flat=True)) == [1, 2]


def test_a_follow_up_does_not_wait_behind_work_that_is_stuck(house: House, case: Case, saf: User) -> None:
    helping.follow_up(case, saf, house.now + timedelta(hours=1), "Ring the wing.")
    with transaction.atomic():
        work.enqueue("no.such.task", {}, lane=lane_of(case.contribution), key="stuck", max_attempts=1)
    house.run()
    house.wait(61)
    came_back(house)
    assert again(case).priority == 1
    Task.objects.filter(key="stuck").delete()


def test_a_follow_up_lies_ahead_and_within_reach(house: House, case: Case, saf: User) -> None:
    for due in (house.now, house.now - timedelta(hours=1), house.now + timedelta(days=200)):
        refused(lambda due=due: helping.follow_up(case, saf, due, "Look."), field="due")  # type: ignore[misc]  # a default


def test_a_case_closed_or_of_another_kind_is_left_alone(house: House, case: Case, saf: User) -> None:
    helping.close_helped(case, saf, ["police"], "PC 1201", WHY)
    refused(lambda: helping.advise(case, saf, WHY, no_danger=True), says="closed already")
    review = house.case(house.write(h.MILD, by="bob"))
    refused(lambda: helping.advise(review, saf, WHY, no_danger=True), says="no case of a person at risk")
    assert not Advice.objects.exists()


def came_back(house: House) -> None:
    """The sweep, and what it hands on."""
    following.call_due()
    work.drain(50, now=house.now)
