"""Clause 34: who accuses a named person is heard: hidden and kept, for legal, with the routes, and no strike."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand import policy as policies_data
from evenhand.cases.due import due_at
from evenhand.cases.models import Case
from evenhand.policy import LetterGap
from evenhand.records.models import Evidence
from evenhand.sanctions.models import Strike

ACCUSES = "Officer Whitlock at HMP Thornmere takes bribes to bring phones in."


@pytest.mark.clause(34)
def test_it_is_for_legal_and_no_machine_touches_it(house: House) -> None:
    written = house.write(ACCUSES)
    case = house.case(written, "legal")
    assert house.cases(written) == {"legal"}
    assert "accuses somebody who is named" in case.why[0]
    assert case.due_at == due_at(Case.Kind.REVIEW, case.opened_at)
    assert house.effects() == []
    assert house.seen(written)


@pytest.mark.clause(34)
def test_it_is_hidden_and_kept_and_never_deleted_where_it_can_be_hidden(house: House) -> None:
    written = house.write(ACCUSES)
    case = house.case(written, "legal")
    h.refused(lambda: house.decide(case, "defamation", ("delete",)), field="measures", says="do not delete it")
    house.decide(case, "defamation", ("hide",))
    assert not house.seen(written)
    assert not house.item(written).removed
    assert Evidence.objects.filter(contribution_id=written.pk).exists()
    assert house.cases(written) == set()


@pytest.mark.clause(34)
@pytest.mark.parametrize("platform", ["facebook", "instagram", "x"])
def test_its_author_is_told_where_it_can_be_heard_and_is_not_struck(house: House, platform: str) -> None:
    written = house.write(ACCUSES, on=platform, by="ann")
    house.decide(house.case(written, "legal"), "defamation", ("hide",))
    house.run()
    (letter,) = house.on(platform).inbox["ann"]
    assert "complaints-procedure" in letter
    assert "whistleblowing" in letter
    assert "does not count against you" in letter
    assert "Whitlock" not in letter
    assert not Strike.objects.exists()


@pytest.mark.clause(34)
def test_where_nobody_can_be_written_to_privately_nothing_is_said_in_public(house: House) -> None:
    written = house.write(ACCUSES, on="youtube", by="ann")
    house.decide(house.case(written, "legal"), "defamation", ("hide",))
    assert not house.seen(written)
    assert house.effects("youtube") == ["hide"]
    assert house.entries("concern.not_told")


@pytest.mark.clause(34)
def test_what_else_it_breaches_is_reviewed_besides(house: House) -> None:
    written = house.write(f"{ACCUSES} {h.THREAT}")
    assert {"legal", "review"} <= house.cases(written)


def test_where_there_is_no_hide_it_may_be_taken_away_in_another_way(house: House) -> None:
    written = house.write(ACCUSES, on="linkedin")
    decision = house.decide(house.case(written, "legal"), "defamation", ("delete",))
    assert decision.measures == "delete"


@pytest.mark.clause(34)
def test_a_letter_with_a_gap_holds_up_nothing_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_gap(*_: object, **__: object) -> str:
        raise LetterGap("The letter 'concern' has a gap.")

    written = house.write(ACCUSES)
    with monkeypatch.context() as gap:
        gap.setattr(policies_data, "render", with_a_gap)
        house.decide(house.case(written, "legal"), "defamation", ("hide",))
    assert not house.seen(written)
    assert "gap" in house.entries("concern.not_told")[-1].facts["why"]
    assert house.stuck() == []
