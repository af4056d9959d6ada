"""A comparison: what flips on the golden set and on the last contributions, a piece at a time, while work goes on."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from tests import house as h
from tests import signing as rows
from tests.house import House

from evenhand import work
from evenhand.assess.flips import outcome_of
from evenhand.assess.golden import examples_of
from evenhand.judgement import assessors, comparing, golden, policies
from evenhand.judgement.errors import ComparisonRefusedError
from evenhand.judgement.models import Comparison, GoldenItem, GoldenOutcome, LookAlike
from evenhand.policy import Policy
from evenhand.work.models import Task

pytestmark = pytest.mark.django_db

SWORN = "This is fucking useless, sort it out."


def without(guideline: str) -> Policy:
    """The policy in force without one guideline."""
    content = h.hmpps().model_dump()
    content["guidelines"] = [one for one in content["guidelines"] if one["id"] != guideline]
    return Policy.model_validate(content)


def test_flips_are_found_and_only_those(house: House) -> None:
    sworn, kind = house.write(SWORN), house.write(h.KIND)
    private = house.message("Fuck this.", by="bob")
    comparison = rows.compared(policies.store(without("obscenity")))
    assert (comparison.contributions, comparison.compared, comparison.unknown) == (3, 3, 0)
    live = {flip.contribution_id: flip for flip in comparison.flips.filter(version__isnull=False)}
    assert set(live) == {sworn.pk, private.pk}
    assert kind.pk not in live
    flip = live[sworn.pk]
    assert (flip.change, flip.before_outcome, flip.after_outcome) == ("remove>allow", "remove", "allow")
    assert (flip.before_guidelines, flip.after_guidelines) == (["obscenity"], [])
    assert (flip.before_automatic, flip.after_automatic) == ("hide", "")
    wanted = [one for one in h.hmpps().guideline("obscenity").breach if one.kind == "comment"]
    assert comparison.flips.filter(item__startswith="example:").count() >= len(wanted)
    (noted,) = house.entries("policy.compared")
    assert noted.facts["digest"] == comparison.digest
    assert noted.facts["flips"] == comparison.flips.count()


def test_the_latest_text_counts_and_a_removed_one_as_it_last_read(house: House) -> None:
    edited, gone = house.write(h.KIND), house.write(SWORN, by="bob")
    house.edit(edited, SWORN)
    house.take_back(gone)
    comparison = rows.compared(policies.store(without("obscenity")))
    assert set(comparison.flips.filter(item="").values_list("contribution", flat=True)) == {edited.pk, gone.pk}


def test_rows_hold_ids_and_outcomes_and_no_words(house: House) -> None:
    house.write(SWORN)
    comparison = rows.compared(policies.store(without("obscenity")))
    kept = serializers.serialize("json", [comparison, *comparison.flips.all(), *GoldenOutcome.objects.all()])
    for words in ("fucking", "useless", "sort it out"):
        assert words not in kept
    assert "fucking" not in json.dumps([entry.facts for entry in house.entries("policy.compared")])


def test_it_is_made_piece_by_piece_by_the_queue_and_looks_at_the_last_ones_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "LAST", 5)
    monkeypatch.setattr(comparing, "PIECE", 2)
    old = house.write(SWORN, by="old")
    for number in range(5):
        house.write(f"{SWORN} Number {number}.", by=f"a{number}")
    comparison = comparing.begin(assessors.stored(policies.store(without("obscenity"))))
    assert comparing.begin(comparison.after) == comparison, "asked twice, it is made once"
    late = house.write(SWORN, by="late", run=False)
    states = []
    while Task.objects.filter(name="judgement.compare", state="ready").exists():
        work.drain(1, now=house.now)
        comparison.refresh_from_db()
        states.append((comparison.state, comparison.compared))
    assert [state for state in states if states.count(state) == 1 or state[0] == "ready"][-1] == ("ready", 5)
    assert {compared for _, compared in states} == {0, 2, 4, 5}
    found = set(comparison.flips.filter(item="").values_list("contribution", flat=True))
    assert len(found) == 5
    assert not found & {old.pk, late.pk}


def test_a_piece_that_is_made_again_changes_nothing(house: House) -> None:
    house.write(SWORN)
    comparison = rows.compared(policies.store(without("obscenity")))
    flips = comparison.flips.count()
    assert comparing.next_piece(comparison.pk) == comparison
    house.run()
    assert (Comparison.objects.get().digest, comparison.flips.count()) == (comparison.digest, flips)


def test_live_and_compared_outcomes_are_the_same(house: House) -> None:
    """So that what flips is what would change: the context is the one of the live assessment, and nothing is kept."""
    for number in range(4):
        house.write(f"{h.ADVERT}", by=f"a{number}")
    before = LookAlike.objects.count()
    comparison = rows.compared(policies.store(without("self_harm_detail")))
    assert not comparison.flips.filter(item="").exists()
    assert LookAlike.objects.count() == before


def test_what_is_in_force_is_not_compared_with_itself(house: House) -> None:
    with pytest.raises(ComparisonRefusedError, match="There is no difference"):
        comparing.begin(assessors.stored(house.policy))


def test_without_anything_in_force_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(ComparisonRefusedError, match="evenhand policy activate"):
        comparing.begin(assessors.stored(policies.store_file("council")))


def test_detectors_that_left_no_outcomes_cannot_be_compared_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessors, "running_models", lambda: {"terms": "2"})
    with pytest.raises(ComparisonRefusedError, match="Run a worker of the earlier release"):
        comparing.begin(assessors.stored(house.policy))


def test_a_worker_with_other_detectors_leaves_it_to_the_right_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = comparing.begin(assessors.stored(policies.store(without("obscenity"))))
    with monkeypatch.context() as patch:
        patch.setattr(assessors, "running_models", lambda: {"terms": "2"})
        house.run()
        assert Task.objects.get(name="judgement.compare").last_error == "other_models"
    house.wait(2)
    house.run()
    comparison.refresh_from_db()
    assert comparison.state == "ready"


def test_the_bodys_own_golden_items_are_rows_whose_text_stays_where_it_is(house: House) -> None:
    judged = house.judged(house.write(SWORN))
    row = GoldenItem.objects.create(version=judged.version, outcome="allow", guidelines=[], reason="appeal")
    (item,) = golden.own()
    assert (item.id, item.text, item.platform) == (f"version:{judged.version_id}", SWORN, "facebook")
    assert (item.outcome, item.guidelines) == ("allow", ())
    comparison = rows.compared(policies.store(without("obscenity")))
    assert comparison.flips.get(item=str(row)).change == "remove>allow"


def test_the_sweep_keeps_how_the_golden_set_comes_out(house: House) -> None:
    from evenhand.judgement.tasks import keep_golden  # noqa: PLC0415 (with its apps loaded)

    keep_golden()
    kept = GoldenOutcome.objects.filter(assessor__policy_version=house.policy)
    here = assessors.stored(house.policy)
    assert kept.count() == len(golden.golden_set(here, here))
    before = list(kept.values_list("pk", flat=True))
    keep_golden()
    assert list(kept.values_list("pk", flat=True)) == before
    item = next(examples_of(h.hmpps()))
    judged = policies.assessor(house.policy).assess(item.text, item.as_text().context)
    assert kept.get(item=item.id).outcome == outcome_of(judged).outcome
