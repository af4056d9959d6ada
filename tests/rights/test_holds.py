"""A legal hold beats erasure, says so, and is held by the tables; lifted, it lets go."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests.house import House
from tests.rights import stories

from evenhand import records
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case
from evenhand.intake.models import Author, Version
from evenhand.records.models import Entry
from evenhand.rights import blanking, erasing, holds


@pytest.fixture
def person(house: House) -> Author:
    return stories.lived(house)


@pytest.mark.parametrize("on", ["author", "case"])
def test_it_beats_erasure_says_so_and_lets_go_once_it_is_lifted(person: Author, on: str) -> None:
    case = Case.objects.filter(contribution__author=person).first()
    assert case is not None
    ann, bob = make.person("approver"), make.person("information_officer")
    hold = holds.set_hold(person if on == "author" else case, ann, "A claim is before the court.")
    asked = erasing.ask(person, ann, "request")
    with pytest.raises(RefusedError, match=rf"Legal hold {hold.pk} stands .*beats erasure"):
        erasing.confirm(asked, bob)
    assert "intake_version.text" in stories.in_tables(stories.SECRET)
    holds.lift(hold, bob, "The claim was settled.")
    erasing.confirm(asked, bob)
    assert stories.in_tables(*stories.TRACES, "before the court") == []


def test_the_tables_hold_it_whatever_asks(person: Author) -> None:
    ann = make.person("approver")
    holds.set_hold(person, ann, "A claim is before the court.")
    row = person.contributions.filter(kind="comment").get()
    entry = Entry.objects.latest("pk")
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic(), records.erasing(entry):
        blanking.blank_words(list(row.versions.values_list("pk", flat=True)), "test")
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        records.erase_content(Entry.objects.filter(subject=f"contribution:{row.pk}").values_list("pk", flat=True), "t")
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        records.erase_content(Entry.objects.filter(subject=f"author:{person.pk}").values_list("pk", flat=True), "t")
    assert Version.objects.get(contribution=row, number=1).text


def test_who_set_and_lifted_it_and_why_is_on_record(person: Author) -> None:
    ann = make.person("approver")
    hold = holds.set_hold(person, ann, "A claim is before the court.")
    holds.lift(hold, ann, "The claim was settled.")
    entries = Entry.objects.filter(kind__startswith="hold.").order_by("pk")
    assert [(one.kind, one.actor) for one in entries] == [
        ("hold.set", f"person:{ann.pk}"),
        ("hold.lifted", f"person:{ann.pk}"),
    ]
    assert entries[1].content.body == {"why": "The claim was settled."}
    with pytest.raises(ChangedError, match="already"):
        holds.lift(hold, ann, "Again.")


def test_it_needs_a_reason_a_role_and_stands_once(person: Author) -> None:
    ann = make.person("approver")
    with pytest.raises(RefusedError, match="why it is held"):
        holds.set_hold(person, ann, "  ")
    with pytest.raises(RefusedError, match="role"):
        holds.set_hold(person, make.person("moderator"), "A claim.")
    holds.set_hold(person, ann, "A claim.")
    with pytest.raises(RefusedError, match="stands on it already"):
        holds.set_hold(person, ann, "Another claim.")
    assert holds.standing().count() == 1


def test_what_stands_under_a_hold_is_found(house: House, person: Author) -> None:
    mine = set(person.contributions.values_list("pk", flat=True))
    other = house.write("I liked the open day very much.", by="someone")
    case = make.case(other, "legal")
    ann = make.person("approver")
    holds.set_hold(person, ann, "A claim.")
    hold = holds.set_hold(case, ann, "A claim.")
    assert set(holds.held().values_list("pk", flat=True)) == {*mine, other.pk}
    holds.lift(hold, ann, "Settled.")
    assert set(holds.held().values_list("pk", flat=True)) == mine


@pytest.mark.parametrize("on", ["author", "case"])
def test_it_waits_for_an_erasure_under_way_and_holds_nobody_erased(
    person: Author, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case.objects.filter(contribution__author=person).first()
    assert case is not None
    lanes: list[str] = []
    stories.erased(person)
    monkeypatch.setattr(holds, "lock_lane", lanes.append)
    with pytest.raises(RefusedError, match="erased already"):
        holds.set_hold(person if on == "author" else case, make.person("approver"), "A claim.")
    assert lanes == [f"author:{person.pk}"]
