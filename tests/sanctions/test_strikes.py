"""What counts on the ladder and what never does."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Case
from evenhand.cases.queue import open_case
from evenhand.sanctions.models import Strike
from evenhand.sanctions.strikes import count
from evenhand.sanctions.times import microseconds, moment


def test_an_upheld_breach_counts_once_and_is_on_record(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect")
    strike = Strike.objects.get()
    assert strike.decision == decision
    assert strike.nature == "abuse"
    assert strike.dated_us is not None
    assert moment(strike.dated_us) == decision.version.dated_at
    noted = house.entries("strike.counted")[-1]
    assert noted.subject == f"author:{strike.author_id}"
    assert noted.actor == f"person:{house.moderator.pk}"
    again = count(decision)
    assert again is not None
    assert again.pk == strike.pk
    assert len(house.entries("strike.counted")) == 1


def test_what_the_machine_hid_counts_for_nothing(house: House) -> None:
    house.write(h.OBSCENE)
    house.write(h.OBSCENE + " again")
    assert not Strike.objects.exists()


def test_what_was_kept_counts_for_nothing(house: House) -> None:
    assert count(house.decide(house.write(h.MILD), "none")) is None
    assert not Strike.objects.exists()


@pytest.mark.parametrize("code", ["self_harm_detail", "personal_information", "defamation", "contempt", "security"])
def test_some_guidelines_never_count(house: House, code: str) -> None:
    house.decide(house.write(h.MILD), code)
    assert not Strike.objects.exists()


def test_a_person_at_risk_is_never_struck(house: House) -> None:
    written = house.write(f"{h.AT_RISK} Nobody cares what you think, sit down.", on="linkedin")
    assert house.judged(written).at_risk
    house.decide(written, "disrespect", ("delete",))
    assert not Strike.objects.exists()


def test_without_an_author_nobody_is_struck(house: House) -> None:
    house.decide(house.write(h.MILD, unsigned=True), "disrespect")
    assert not Strike.objects.exists()


def test_a_first_swear_word_at_nobody_does_not_count_and_the_second_does(house: House) -> None:
    first = house.write(h.OBSCENE, on="linkedin")
    house.decide(first, "obscenity", ("delete",))
    assert not Strike.objects.exists()
    second = house.write(h.OBSCENE + " again", on="linkedin")
    house.decide(second, "obscenity", ("delete",))
    assert Strike.objects.get().contribution == second


def test_the_same_comment_decided_twice_is_still_the_first(house: House) -> None:
    written = house.write(h.OBSCENE, on="linkedin")
    house.decide(written, "obscenity", ("delete",))
    house.edit(written, h.OBSCENE + " and more")
    house.decide(written, "obscenity", ("delete",))
    assert not Strike.objects.exists()


def test_what_the_machine_hid_before_makes_the_next_one_the_second(house: House) -> None:
    house.write(h.OBSCENE)
    written = house.write(h.OBSCENE + " " + h.MILD)
    if "review" not in house.cases(written):
        house.edit(written, h.MILD)
    house.decide(written, "obscenity", ("platform_report",))
    assert Strike.objects.get().contribution == written


def test_a_first_swear_word_at_somebody_counts(house: House) -> None:
    written = house.write("You fucking useless moron, Kelly.", on="linkedin")
    house.decide(written, "obscenity", ("delete",))
    assert Strike.objects.get().guideline.code == "obscenity"


def test_another_authors_swearing_is_not_mine(house: House) -> None:
    house.decide(house.write(h.OBSCENE, on="linkedin", by="bob"), "obscenity", ("delete",))
    house.decide(house.write(h.OBSCENE, on="linkedin", by="ann"), "obscenity", ("delete",))
    assert not Strike.objects.exists()


def test_a_first_one_that_was_found_to_be_no_breach_was_not_the_first(house: House) -> None:
    first = house.write(h.OBSCENE, on="linkedin")
    house.decide(first, "obscenity", ("delete",))
    house.decide(open_case(first, Case.Kind.APPEAL, priority=3, why=("Its author asked.",)), "none", by=house.approver)
    house.decide(house.write(h.OBSCENE + " again", on="linkedin"), "obscenity", ("delete",))
    assert not Strike.objects.exists()


def test_times_as_integers_are_exact(house: House) -> None:
    assert moment(microseconds(house.now)) == house.now
