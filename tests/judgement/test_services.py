"""Assessing one version: once under a policy version, kept whole, handed on to cases; expired claims are not used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import factories as make
from tests import house as h
from tests import signing
from tests.house import House

from evenhand.judgement import policies
from evenhand.judgement.context import context_for
from evenhand.judgement.models import Assessment, FalseClaim, LookAlike
from evenhand.judgement.services import assess_version, lane_of
from evenhand.policy import load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.work.models import Task

FALSE = "Don't bother applying, you need a university degree to become a prison officer."


def test_an_assessment_keeps_what_was_found_and_by_which_versions(house: House) -> None:
    judged = house.judged(house.write(h.OBSCENE))
    assert (judged.outcome, judged.automatic, judged.at_risk) == ("remove", "hide", False)
    assert judged.policy_version == house.policy
    assert judged.model_versions == dict(policies.assessor(house.policy).assess("x").models)
    (finding,) = judged.findings
    words = [judged.version.text[one["start"] : one["end"]] for one in finding["evidence"]]
    assert "fucking" in words


def test_the_record_holds_codes_and_no_words(house: House) -> None:
    judged = house.judged(house.write(h.OBSCENE))
    (noted,) = house.entries("contribution.assessed")
    assert noted.actor == "machine"
    assert noted.facts["assessment"] == judged.pk
    assert noted.facts["guidelines"] == ["obscenity"]
    assert noted.facts["policy"] == house.policy.digest
    assert noted.content_digest == ""


def test_assessing_again_under_the_same_policy_changes_nothing(house: House) -> None:
    written = house.write(h.OBSCENE)
    version = written.versions.get()
    assert assess_version(version.pk) == house.judged(written)
    assert Assessment.objects.count() == 1
    assert Task.objects.filter(name="cases.route").count() == 1


def test_another_policy_is_another_assessment_of_the_same_version(house: House) -> None:
    written = house.write(h.KIND)
    council = policies.store(load(policies.policy_file("council"), signals=CATALOGUE))
    signing.brought_into_force(council)
    again = assess_version(written.versions.get().pk)
    assert again.policy_version == council
    assert Assessment.objects.count() == 2
    assert LookAlike.objects.count() == 1


@pytest.mark.parametrize(("text", "priority"), [(h.AT_RISK, 1), (h.THREAT, 1), (h.KIND, 4)])
def test_what_cannot_wait_is_routed_first(house: House, text: str, priority: int) -> None:
    house.write(text)
    assert Task.objects.get(name="cases.route").priority == priority


def test_a_claim_on_the_register_is_found_until_it_runs_out(house: House) -> None:
    first = house.write(FALSE)
    assert [found["guideline_id"] for found in house.judged(first).findings] == ["misinformation"]
    FalseClaim.objects.update(expires_on=(house.now - timedelta(days=1)).date())
    second = house.write(FALSE, by="bob")
    assert house.judged(second).findings == []


def test_the_context_is_a_value_of_what_is_known(house: House) -> None:
    written = house.message(h.KIND)
    around = context_for(written.versions.get(), h.hmpps())
    assert (around.platform, around.kind, around.post, around.parent) == ("facebook", "direct_message", "", "")
    assert around.organisation == h.hmpps().organisation
    assert [claim.id for claim in around.false_claims] == [f"F{number}" for number in range(1, 9)]


def test_one_author_is_one_lane_and_an_unknown_author_a_lane_alone(house: House) -> None:
    known, unknown = house.write(h.KIND), house.write(h.KIND, unsigned=True)
    assert lane_of(known) == f"author:{known.author_id}"
    assert lane_of(unknown) == f"contribution:{unknown.pk}"


@pytest.mark.parametrize("text", ["", "\u202eevil\u202c", "a" * 100_000, "🙂" * 5_000, "\ufffd"])
def test_no_text_breaks_it(house: House, text: str) -> None:
    written = house.write(text)
    assert house.judged(written).version.text == text
    assert house.stands(written) in {"kept", "waiting", "acted_on"}


@pytest.mark.django_db
def test_rows_are_named_by_their_ids_alone() -> None:
    judged = make.assessment(make.contribution(), make.policy_version())
    assert str(judged) == f"assessment:{judged.pk}"


def test_look_alike_rows_are_named_by_their_ids_alone(house: House) -> None:
    house.write("Join us on Saturday for the biggest party of the year, everybody is talking about it.")
    row = LookAlike.objects.get()
    assert str(row) == f"look-alike of version:{row.version_id}"
    assert str(row.group) == f"look-alikes:{row.group_id}"
    assert str(row.group.bands.order_by("pk")[0]).startswith("0:")
