"""A notice of complaint: the law's clock stands on its case, what it lacks is asked for, and it can be erased."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.house import House, refused
from tests.rights.stories import in_tables

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.clock.days import LONDON
from evenhand.records.models import Entry
from evenhand.rights import notices
from evenhand.rights.notices import Received

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=LONDON)
WRITTEN = "Ask Dana on the gate where the lockers go."
"""Nothing that the rules would call an accusation: that has a case for legal of its own, due sooner."""
TOLD = Received("Dana Pryce", "dana@example.org", "She takes bribes.", "I never took any.", FRIDAY)


@pytest.mark.clause(34)
def test_a_notice_of_friday_afternoon_is_due_on_tuesday_afternoon_on_its_legal_case(house: House) -> None:
    row = house.write(WRITTEN, by="wil")
    made = notices.receive(row, house.moderator, TOLD)
    case = Case.objects.get(contribution=row, kind="legal", state="open")
    assert (made.case, case.due_at, case.priority) == (case, FRIDAY + timedelta(days=4), 1)
    assert made.due_at == datetime(2026, 11, 24, 15, 0, tzinfo=LONDON)
    assert house.stands(row) == "waiting"
    entry = Entry.objects.get(kind="notice.received")
    assert "Pryce" not in str(entry.facts)
    assert entry.content.body["complainant"] == "Dana Pryce"


def test_a_second_notice_joins_the_case_and_the_earlier_time_stands(house: House) -> None:
    row = house.write(WRITTEN, by="wil")
    later = Received("Sam Pryce", "by post", "She takes bribes.", "She is my wife.", FRIDAY + timedelta(hours=1))
    first = notices.receive(row, house.moderator, later)
    second = notices.receive(row, house.moderator, TOLD)
    assert first.case_id == second.case_id
    assert Case.objects.get(pk=first.case_id).due_at == second.due_at
    assert list(notices.of_case(first.case)) == [second, first]


@pytest.mark.parametrize("name", ["complainant", "contact", "words", "why"])
def test_what_is_no_notice_yet_is_asked_for(house: House, name: str) -> None:
    row = house.write("Officer Pryce takes bribes, everybody knows it.", by="wil")
    told = {field: getattr(TOLD, field) for field in Received.__slots__} | {name: " "}
    with pytest.raises(RefusedError, match="does not start the clock") as caught:
        notices.receive(row, house.moderator, Received(**told))
    assert caught.value.field == name


def test_it_has_come_in_already_and_by_somebody_who_may(house: House) -> None:
    row = house.write("Officer Pryce takes bribes, everybody knows it.", by="wil")
    tomorrow = Received("D", "d", "w", "y", timezone.now() + timedelta(days=1))
    with pytest.raises(RefusedError, match="not in the future"):
        notices.receive(row, house.moderator, tomorrow)
    with pytest.raises(RefusedError, match="role"):
        notices.receive(row, make.person("auditor"), TOLD)


def test_it_goes_with_what_it_is_about(house: House) -> None:
    from tests.rights.stories import erased  # noqa: PLC0415 (as above)

    from evenhand.cases import queue  # noqa: PLC0415 (beside its one use)

    row = house.write("Officer Pryce takes bribes, everybody knows it.", by="wil")
    notices.receive(row, house.moderator, TOLD)
    for case in Case.objects.filter(state="open"):
        queue.close(case, outcome="closed", actor="machine", reason="Settled.")
    house.run()
    assert row.author is not None
    erased(row.author)
    assert in_tables("Pryce", "dana@example.org") == []


def test_its_case_stays_though_the_words_are_taken_back_and_ends_with_who_was_told(house: House) -> None:
    row = house.write("Officer Pryce takes bribes, everybody knows it.", by="wil")
    case = notices.receive(row, house.moderator, TOLD).case
    house.take_back(row)
    assert house.case(row, "legal") == case
    refused(lambda: house.decide(case, "none"), field="told", says="when and how")
    house.decide(case, "none", told=" By e-mail on Monday at 10:00. ")
    case.refresh_from_db()
    assert (case.state, case.outcome_reason) == ("closed", "By e-mail on Monday at 10:00.")
    assert house.content("case.closed") == {"reason": "By e-mail on Monday at 10:00."}
