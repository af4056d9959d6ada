"""Incident mode: one switch that changes how texts are read, what is suggested, and ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import incidents, queue
from evenhand.judgement.context import incident_on
from evenhand.judgement.models import Incident
from evenhand.support import suggesting

pytestmark = pytest.mark.django_db
WHY = "A disturbance at HMP Thornmere."
WEAK = "They should all riot over this."


def start(house: House, hours: float = 4, **more: object) -> Incident:
    told = {"why": WHY, "until": house.now + timedelta(hours=hours), **more}
    return incidents.start(house.approver, **told)  # type: ignore[arg-type]  # parts of an incident


def test_while_it_is_on_less_is_enough_and_it_ends_by_itself(house: House) -> None:
    assert house.stands(house.write(WEAK)) == "kept"
    made = start(house)
    during = house.write(WEAK, by="bob")
    assert house.cases(during) == {"review"}
    assert house.judged(during).post_sensitive
    house.wait(60 * 4 + 1)
    after = house.write("The whole wing ought to riot then.", by="cat")
    assert house.stands(after) == "kept", "its time is over, whether or not the sweep has run"
    incidents.end_due()
    made.refresh_from_db()
    assert (made.state, made.ended_by) == ("ended", None)
    assert [entry.actor for entry in house.entries("incident.started")] == [f"person:{house.approver.pk}"]
    assert [entry.actor for entry in house.entries("incident.ended")] == ["machine"]
    assert house.content("incident.started") == {"why": WHY}


def test_a_person_ends_it_and_another_can_begin(house: House) -> None:
    made = start(house)
    refused(lambda: start(house), says="on already")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.create(why="Another.", started_by=house.approver, until=house.now + timedelta(hours=1))
    incidents.end(made, house.approver)
    incidents.end(made, house.approver)
    assert not incident_on()
    assert len(house.entries("incident.ended")) == 1
    start(house)
    house.wait(60 * 5)
    start(house)
    assert Incident.objects.filter(state="on").count() == 1


def test_its_answers_are_suggested_first(house: House) -> None:
    assert house.policy
    code = make.answer().code
    before = [one.version.answer.code for one in suggesting.suggest("Is everybody safe?", "en")]
    assert code not in before
    start(house, answers=(code,))
    first = suggesting.suggest("Is everybody safe?", "en")[0]
    assert first.version.answer.code == code
    assert first.why == suggesting.FOR_INCIDENT


def test_the_staffing_view_counts_who_has_what(house: House) -> None:
    written = [house.write(h.MILD, by=by) for by in ("ann", "bob", "cat")]
    queue.take(house.case(written[0]), house.moderator)
    house.decide(written[1], "disrespect", ("hide",), by=house.approver)
    house.wait(10)
    seen = incidents.staffing(set())
    assert (seen.waiting, seen.untaken) == (2, 1)
    assert {one.person: (one.taken, one.decided) for one in seen.hands} == {
        house.moderator: (1, 0),
        house.approver: (0, 1),
    }
    assert {one.person: one.last for one in seen.hands} == {house.moderator: None, house.approver: h.MONDAY_NOON}
    assert incidents.staffing({"review"}).waiting == 0


def test_the_staffing_view_looks_at_the_newest_decisions_alone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "RECENT", 1)
    for by, who in (("ann", house.approver), ("bob", house.moderator)):
        house.decide(house.write(h.MILD, by=by), "disrespect", ("hide",), by=who)
    seen = incidents.staffing(set())
    assert {one.person: (one.decided, one.last) for one in seen.hands} == {
        house.moderator: (1, house.now),
        house.approver: (0, None),
    }


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"why": " "}, "why", "what has happened"),
        ({"why": "x" * 501}, "why", "at most 500"),
        ({"until": h.MONDAY_NOON}, "until", "in the future"),
        ({"until": h.MONDAY_NOON + timedelta(days=8)}, "until", "within a week"),
        ({"answers": tuple("abcdefghijk")}, "answers", "at most 10"),
    ],
)
def test_what_is_wrong_is_said(house: House, change: dict[str, object], field: str, says: str) -> None:
    refused(lambda: start(house, **change), field=field, says=says)  # type: ignore[arg-type]  # parts of an incident
    assert not incident_on()


def test_only_some_roles_switch_it(house: House) -> None:
    made = start(house)
    refused(lambda: incidents.end(made, house.moderator), says="approver or a responder lead")
    later = house.now + timedelta(hours=1)
    refused(lambda: incidents.start(house.moderator, why=WHY, until=later), says="approver or a responder lead")
