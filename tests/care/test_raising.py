"""A person raises somebody at risk whom the machine missed."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from tests import house as h
from tests.house import House, refused

from evenhand.care import helping
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.care.raising import raise_at_risk
from evenhand.cases.models import Case
from evenhand.cases.queue import AUTHOR_AT_RISK
from evenhand.sanctions.models import Strike

WORRY = "He has said goodbye to everybody under three posts."


@pytest.fixture
def case(house: House, settings: Settings) -> Case:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    return house.case(house.write(h.MILD))


def test_it_opens_a_case_beside_the_other_and_wakes_somebody(house: House, case: Case) -> None:
    opened = raise_at_risk(case, house.moderator, WORRY)
    raise_at_risk(case, house.moderator, WORRY)  # the same form sent twice
    house.run()
    assert house.cases(case.contribution) == {"review", "safeguarding"}
    assert (opened.priority, opened.assessment) == (1, house.judged(case.contribution))
    assert opened.why == ["Moderator says that somebody may be at risk: read the note.", AUTHOR_AT_RISK]
    assert opened.notes.order_by("pk")[0].words == WORRY
    assert list(Alert.objects.values_list("case", "nth", "state")) == [(opened.pk, 1, "sent")]
    assert house.entries("care.raised")[0].facts == {"case": opened.pk, "from": case.pk}
    assert house.entries("care.raised")[0].actor == f"person:{house.moderator.pk}"
    assert WORRY not in str(house.entries("care.raised")[0].facts)


def test_on_a_closed_case_too_and_after_it_ended_once(house: House, case: Case) -> None:
    house.decide(case, "none")
    assert house.stands(case.contribution) == "kept"
    opened = raise_at_risk(case, house.moderator, WORRY)
    assert house.stands(case.contribution) == "waiting"
    saf = house.person("saf", "safeguarding_lead")
    helping.close_helped(opened, saf, ["police"], "PC 1201", "She is well.")
    house.run()
    assert raise_at_risk(case, house.moderator, WORRY).pk != opened.pk


def test_nothing_in_it_is_held_against_its_author_any_more(house: House, case: Case) -> None:
    raise_at_risk(case, house.moderator, WORRY)
    house.run()
    house.decide(case, "harassment", ("hide",))
    assert not house.seen(case.contribution)
    assert not Strike.objects.exists()


def test_nor_are_they_warned_for_it(house: House, case: Case) -> None:
    raise_at_risk(case, house.moderator, WORRY)
    house.run()
    refused(lambda: house.decide(case, measures=("hide", "warn")), field="measures", says="help them, do not warn them")
    assert house.seen(case.contribution)


def test_unless_somebody_else_is_meant(house: House, case: Case) -> None:
    raise_at_risk(case, house.moderator, WORRY, another=True)
    house.run()
    house.decide(case, "harassment", ("hide", "warn"))
    assert Strike.objects.get().contribution == case.contribution


def test_only_who_decides_and_only_with_words(house: House, case: Case) -> None:
    refused(lambda: raise_at_risk(case, house.person("auditor"), WORRY), says="Tell a moderator")
    refused(lambda: raise_at_risk(case, house.moderator, " "), field="worry")
    assert house.cases(case.contribution) == {"review"}
