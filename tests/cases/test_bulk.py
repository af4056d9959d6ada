"""Texts alike hidden together: seen first, undone by one step, and never on the way to a block."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import bulk
from evenhand.cases.errors import ChangedError, ConflictError
from evenhand.cases.models import Bulk, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import FalseClaim
from evenhand.sanctions import concerns, discrimination, threats
from evenhand.sanctions.models import Confirmation, LadderGround, Strike

ACCUSES = "Officer Whitlock at HMP Thornmere takes bribes to bring phones in."
MANY = ("bob", "cas", "dee")
FALSE = "Don't bother applying, you need a university degree to become a prison officer."


def wave(
    house: House,
    text: str = h.MILD,
    guideline: str = "harassment",
    **more: Any,  # noqa: ANN401 (parts of a Choice)
) -> tuple[Decision, list[Contribution]]:
    """One text that somebody decided, and the same from others, two of them by one account."""
    first = house.write(text)
    others = [house.write(text, by=by) for by in (*MANY, "dee")]
    return house.decide(first, guideline, ("hide",), **more), others


def ids(of: list[Contribution]) -> list[int]:
    return [one.pk for one in of]


def hidden(house: House, text: str = h.MILD, guideline: str = "harassment") -> tuple[Bulk, list[Contribution]]:
    decision, others = wave(house, text, guideline)
    made = bulk.hide(decision, ids(others), house.moderator, "A wave of one insult.", key="one")
    house.run()
    return made, others


def test_they_are_seen_first_and_hidden_together(house: House) -> None:
    decision, others = wave(house)
    found = bulk.alike(decision, house.moderator)
    assert {one.contribution.pk for one in found} == set(ids(others))
    assert {one.left_out for one in found} == {""}
    assert bulk.authors_of(others) == 3
    assert all(house.seen(one) for one in others)
    made = bulk.hide(decision, ids(others), house.moderator, "A wave of one insult.", key="one")
    house.run()
    assert not any(house.seen(one) for one in others)
    assert (made.contributions, made.authors) == (4, 3)
    assert {house.stands(one) for one in others} == {"acted_on"}
    assert all(house.cases(one) == set() for one in others)
    again = bulk.hide(decision, ids(others), house.moderator, "A wave of one insult.", key="one")
    assert again == made
    assert house.entries("bulk.hidden")[-1].facts["authors"] == 3


def test_undone_by_one_step_but_for_what_was_decided_since(house: House) -> None:
    made, others = hidden(house)
    case = make.case(others[0], "review")
    house.decide(case, "none")
    undone = bulk.undo(made, house.approver, "It was a song.")
    house.run()
    assert undone.contributions == 3
    assert all(house.seen(one) for one in others)
    assert {house.stands(one) for one in others[1:]} == {"waiting"}
    assert all(house.cases(one) == {"review"} for one in others[1:])
    with pytest.raises(ChangedError):
        bulk.undo(made, house.moderator, "It was a song.")
    refused(lambda: bulk.undo(undone, house.moderator, "Back again."), says="Only what was hidden together")


def test_undoing_it_tells_no_reporter_what_nobody_has_judged(house: House) -> None:
    made, others = hidden(house)
    house.message(f"I want to report this comment {others[0].permalink}", by="rae")
    house.run()
    told = len(house.on("facebook").inbox["rae"])
    bulk.undo(made, house.approver, "It was a song.")
    house.run()
    assert house.cases(others[0]) == {"review", "member_report"}
    assert len(house.on("facebook").inbox["rae"]) == told
    house.decide(others[0], "none")
    assert "nothing that we may do about it" in house.on("facebook").inbox["rae"][-1]
    assert house.cases(others[0]) == set()


def test_whom_one_of_them_names_does_not_undo_it(house: House) -> None:
    made, others = hidden(house, "Kelly is embarrassing, imagine believing that.")
    kelly = house.person("kelly", "moderator")
    with pytest.raises(ConflictError, match="names you"):
        bulk.undo(made, kelly, "It was a song.")
    house.run()
    assert not any(house.seen(one) for one in others)
    assert bulk.undo(made, house.moderator, "It was a song.").contributions == 4


def test_what_its_author_took_back_meanwhile_is_let_be(house: House) -> None:
    made, others = hidden(house)
    house.take_back(others[0])
    assert bulk.undo(made, house.approver, "It was a song.").contributions == 3
    house.run()
    assert house.cases(others[0]) == set(), "nobody has to decide about what is gone"
    assert Decision.objects.filter(contribution=others[0], bulk__what="undo").count() == 0


def test_there_is_nothing_to_undo_where_all_are_gone(house: House) -> None:
    made, others = hidden(house)
    for one in others:
        house.take_back(one)
    refused(lambda: bulk.undo(made, house.approver, "It was a song."), says="or is gone")


def test_a_wave_larger_than_one_step_comes_to_its_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    decision, others = wave(house)
    refused(
        lambda: bulk.hide(decision, ids(others), house.moderator, "A wave.", key="all"),
        field="chosen",
        says="Choose at most 2",
    )
    for step in ("one", "two"):
        house.wait(1)
        found = [one for one in bulk.alike(decision, house.moderator) if not one.left_out]
        assert len(found) == 2
        house.write(h.MILD, by=step)  # what came in since changes nothing of what a person looked at
        bulk.hide(decision, [one.contribution.pk for one in found], house.moderator, "A wave.", key=step)
        house.run()
    assert sum(house.seen(one) for one in others) == 1
    assert len([one for one in bulk.alike(decision, house.moderator) if not one.left_out]) == 2


def test_nothing_of_it_counts_against_anybody(house: House) -> None:
    house.warned(by="dee")
    house.wait(60)
    _, others = hidden(house, "lol imagine actually believing that again. Embarrassing.")
    assert not Strike.objects.filter(contribution__in=others).exists()
    assert not LadderGround.objects.exists()


def test_what_blocks_at_once_is_hidden_and_stays_for_a_decision_of_its_own(house: House) -> None:
    first, *others = (house.write(h.DEMEANING, by=by) for by in ("ann", *MANY))
    decision = house.decide(first, "discrimination")
    possible = [one.contribution for one in bulk.alike(decision, house.moderator) if not one.left_out]
    assert set(ids(possible)) == set(ids(others))
    made = bulk.hide(decision, ids(others), house.moderator, "The same words.", key="one")
    house.run()
    assert not any(house.seen(one) for one in others)
    assert all(house.cases(one) == {"review"} for one in others)
    [some, *_] = made.decisions.all()
    assert not discrimination.needs_confirmation(some)
    refused(lambda: discrimination.confirm(some, house.moderator, "sex", "It demeans."))
    alone = house.decide(some.contribution, "discrimination")
    assert discrimination.needs_confirmation(alone)


def test_left_out_with_the_reason(house: House) -> None:
    first = house.write(h.MILD)
    private = house.message(h.MILD, by="bob")
    unhidable = house.write(h.MILD, on="linkedin", by="cas")
    gone = house.write(h.MILD, by="dee")
    edited = house.write(h.MILD, by="eve")
    decided = house.write(h.MILD, by="fay")
    house.take_back(gone)
    house.edit(edited, h.KIND)
    house.decide(decided, "none")
    decision = house.decide(first)
    why = {one.contribution.pk: one.left_out for one in bulk.alike(decision, house.moderator)}
    assert "Private" in why[private.pk]
    assert "platform" in why[unhidable.pk]
    assert "Gone" in why[gone.pk]
    assert "Edited" in why[edited.pk]
    assert "decided" in why[decided.pk]
    with pytest.raises(ChangedError, match="2 of them changed"):
        bulk.hide(decision, [gone.pk, private.pk], house.moderator, "The same.", key="one")
    assert not Bulk.objects.exists()


def test_a_false_claim_is_corrected_first_and_hidden_only_where_it_is_said_again(house: House) -> None:
    decision, others = wave(house, FALSE, "misinformation", false_claim="F1", harm="Applicants stay away.")
    house.wait(1)
    again = house.write(FALSE, by="bob")
    why = {one.contribution.pk: one.left_out for one in bulk.alike(decision, house.moderator)}
    assert all(why[one.pk].startswith("To be corrected first") for one in others[:2])
    assert why[again.pk] == ""
    with pytest.raises(ChangedError, match="2 of them changed"):
        bulk.hide(decision, ids([*others[:2], again]), house.moderator, "The same.", key="one")
    made = bulk.hide(decision, [again.pk], house.moderator, "The same.", key="one")
    house.run()
    assert made.decisions.get().false_claim == decision.false_claim
    assert [house.seen(one) for one in (*others, again)] == [True, True, True, True, False]


def test_nothing_is_hidden_for_a_claim_whose_source_nobody_checked_any_more(house: House) -> None:
    decision, others = wave(house, FALSE, "misinformation", false_claim="F1", harm="Applicants stay away.")
    FalseClaim.objects.filter(code="F1").update(expires_on=date(2020, 1, 1))
    decision.refresh_from_db()
    refused(
        lambda: bulk.hide(decision, [others[-1].pk], house.moderator, "The same.", key="one"), says="claim has expired"
    )


def test_who_may_and_from_what(house: House) -> None:
    decision, others = wave(house)
    auditor = house.person("odd", "auditor")
    refused(lambda: bulk.hide(decision, ids(others), auditor, "The same.", key="k"), says="does not decide")
    refused(lambda: bulk.hide(decision, ids(others), house.moderator, " ", key="k"), field="reason")
    refused(lambda: bulk.hide(decision, ids(others), house.moderator, "x" * 501, key="k"), field="reason")
    refused(lambda: bulk.hide(decision, [], house.moderator, "The same.", key="k"), field="chosen")
    kept = make.decision(others[0], decision.policy_version, "none", verdict="no_breach", measures="")
    refused(lambda: bulk.hide(kept, ids(others), house.moderator, "The same.", key="k"), says="found to be a breach")


def test_no_emergency_block_on_what_was_hidden_with_others(house: House) -> None:
    made, _ = hidden(house)
    in_bulk = make.decision(house.write(h.THREAT, by="eve"), house.policy, "threat", measures="hide", bulk=made)
    refused(lambda: threats.block_for_threat(in_bulk, house.approver, "He names her street."), says="about it alone")


@pytest.mark.parametrize("measures", ["hide,warn", "delete", "block", "warn"])
def test_the_table_takes_nothing_in_bulk_but_hiding(house: House, measures: str) -> None:
    made, others = hidden(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.decision(others[0], house.policy, measures=measures, bulk=made)


def test_the_tables_take_no_strike_and_no_word_on_it(house: House) -> None:
    made, _ = hidden(house)
    decision = made.decisions.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        make.strike(decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.confirmation(decision, house.approver, approver=True)
    assert not Strike.objects.filter(decision=decision).exists()
    assert not Confirmation.objects.exists()


def test_what_a_legal_case_is_open_about_is_left_out(house: House) -> None:
    decision, others = wave(house)
    make.case(others[0], "legal")
    why = {one.contribution.pk: one.left_out for one in bulk.alike(decision, house.moderator)}
    assert "legal case" in why[others[0].pk]
    assert {why[one.pk] for one in others[1:]} == {""}
    with pytest.raises(ChangedError, match="1 of them changed"):
        bulk.hide(decision, ids(others), house.moderator, "The same.", key="one")


def test_its_authors_are_sent_no_letter_about_an_accusation(house: House) -> None:
    made, _ = hidden(house)
    in_bulk = make.decision(house.write(ACCUSES, by="eve"), house.policy, "defamation", measures="hide", bulk=made)
    assert concerns.tell(in_bulk) is None
    assert not house.entries("concern.not_told")
    alone = make.decision(house.write(ACCUSES, by="fay"), house.policy, "defamation", measures="hide")
    assert concerns.tell(alone) is not None


def test_what_is_left_out_costs_no_statement_each(house: House) -> None:
    decision, others = wave(house)
    for one in others:
        make.case(one, "legal")
    with CaptureQueriesContext(connection) as few:
        assert {one.left_out for one in bulk.alike(decision, house.moderator)} == {"A legal case is open about it"}
    version = others[0].versions.get()
    member = version.look_alike
    for _ in range(300):
        more = make.contribution(h.MILD, by=make.author(decision.contribution.channel))
        member.__class__.objects.create(
            version=more.versions.get(), group=member.group, exact="x", before=0, authors_before=0
        )
        make.case(more, "legal")
    with CaptureQueriesContext(connection) as many:
        assert len(bulk.alike(decision, house.moderator)) == bulk.MOST
    assert len(many) == len(few)
    assert len(many) < 12


def test_the_search_stops_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, others = wave(house, "Kelly is embarrassing, imagine believing that.")
    kelly = house.person("kelly", "moderator")
    assert not bulk.search(decision, kelly).stopped
    monkeypatch.setattr(bulk, "LOOKED_AT", 2)
    found = bulk.search(decision, kelly)
    assert (found.stopped, len(found.left_out), found.fit) == (True, 2, [])
    assert len(others) > 2


def test_too_many_are_refused_before_anything_is_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, others = wave(house)
    monkeypatch.setattr(bulk, "MOST", 2)
    monkeypatch.setattr(bulk, "hold_lanes", lambda _rows: pytest.fail("lanes were held"))
    refused(
        lambda: bulk.hide(decision, ids(others), house.moderator, "A wave.", key="all"),
        field="chosen",
        says="Choose at most 2",
    )
