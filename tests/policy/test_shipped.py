"""The shipped policies hold what the design and the clause table say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.policy import LETTERS, Kind, Nature, Outcome, Policy, Track, find, load, load_claims, render
from evenhand.policy.letters import status_of
from evenhand.signals.catalogue import CATALOGUE

SEED = [
    "discrimination",
    "threat",
    "harassment",
    "obscenity",
    "inflammatory",
    "disrespect",
    "defamation",
    "self_harm_detail",
    "advert",
    "spam",
    "misinformation",
]
BEYOND = ["personal_information", "protected_identity", "contempt", "security", "impersonation"]
INTENTS = [
    "question",
    "application_help",
    "complaint",
    "report_comment",
    "at_risk",
    "appeal",
    "praise",
    "rights_request",
]
NEVER_HIDDEN = ["inflammatory", "disrespect", "defamation", "misinformation", "contempt", "security", "impersonation"]


@pytest.fixture(scope="module")
def hmpps() -> Policy:
    return load(find("hmpps"), signals=CATALOGUE)


def test_every_guideline_of_the_seed_and_beyond_is_there(hmpps: Policy) -> None:
    assert [guideline.id for guideline in hmpps.guidelines] == SEED + BEYOND
    assert list(hmpps.intents) == INTENTS
    assert hmpps.warning_months == 12
    assert hmpps.outcomes == (Outcome.ESCALATE, Outcome.REMOVE_AND_BLOCK, Outcome.REMOVE, Outcome.ALLOW)


def test_every_clause_of_the_list_is_cited(hmpps: Policy) -> None:
    cited = {clause for guideline in hmpps.guidelines for clause in guideline.cites}
    assert set(range(24, 38)) <= cited


def test_what_the_machine_may_hide_is_what_the_clause_table_says(hmpps: Policy) -> None:
    assert [guideline.id for guideline in hmpps.guidelines if not guideline.automatic_when] == NEVER_HIDDEN
    for guideline in hmpps.guidelines:
        assert guideline.automatic.get("linkedin", "none") == "none"


def test_only_discrimination_blocks_without_a_warning_and_needs_two(hmpps: Policy) -> None:
    immediate = [guideline for guideline in hmpps.guidelines if guideline.track is Track.IMMEDIATE_BLOCK]
    assert [guideline.id for guideline in immediate] == ["discrimination"]
    assert immediate[0].approvals == 2
    assert immediate[0].outcome is Outcome.REMOVE_AND_BLOCK


def test_what_never_counts_as_a_strike(hmpps: Policy) -> None:
    never = {guideline.id for guideline in hmpps.guidelines if not guideline.strike}
    assert never >= {"personal_information", "self_harm_detail", "defamation"}
    assert hmpps.guideline("obscenity").strike_first_time_exempt
    assert {g.id: g.nature for g in hmpps.guidelines}["spam"] is Nature.COMMERCE


def test_misinformation_needs_a_source_and_the_register_gives_one(hmpps: Policy) -> None:
    assert hmpps.guideline("misinformation").needs_source
    register = load_claims(find("hmpps").with_name(hmpps.claims))
    assert [claim.id for claim in register.claims] == [f"F{number}" for number in range(1, 9)]
    assert all(".gov.uk" in claim.source for claim in register.claims)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_public_warning_fits_the_shortest_platform(hmpps: Policy, language: str) -> None:
    texts = [render(hmpps, "warning_public", language, guideline=guideline.id) for guideline in hmpps.guidelines]
    for public in (*texts, render(hmpps, "warning_withdrawn_public", language)):
        counted = public.replace(hmpps.guidelines_url, "x" * 23)  # X counts every address as 23 characters
        assert len(counted) <= 280


@pytest.mark.clause(44)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_warning_names_its_guideline_and_the_guidelines(hmpps: Policy, language: str) -> None:
    for number, guideline in enumerate(hmpps.guidelines, 1):
        private = render(hmpps, "warning", language, guideline=guideline.id, decision_number="A7K3-M9QX-HT2C")
        assert "A7K3-M9QX-HT2C" in private
        assert guideline.title in private
        assert hmpps.guidelines_url in private
        public = render(hmpps, "warning_public", language, guideline=guideline.id)
        assert f"{number}," in public
        assert guideline.topic in public
        assert hmpps.guidelines_url in public


def test_every_notice_of_a_sanction_says_where_help_is(hmpps: Policy) -> None:
    for name in ("warning", "block", "removal"):
        assert "{help_route}" in hmpps.letters["en"][name]
        assert "{review_route}" in hmpps.letters["en"][name]


def test_welsh_letters_are_complete_and_marked_unchecked(hmpps: Policy) -> None:
    assert set(hmpps.letters["cy"]) == set(LETTERS)
    assert {status_of(text) for text in hmpps.letters["cy"].values()} == {"unchecked"}


def test_the_care_letter_repeats_no_detail_and_helps(hmpps: Policy) -> None:
    letter = render(hmpps, "care")
    assert "116 123" in letter
    assert "999" in letter
    assert "not in trouble" in letter


def test_every_kind_that_the_table_lists_has_a_guideline(hmpps: Policy) -> None:
    assert {kind for guideline in hmpps.guidelines for kind in guideline.kinds} == set(Kind)


def test_another_body_is_another_file(hmpps: Policy) -> None:
    council = load(find("council"), signals=CATALOGUE)
    assert council.warning_months == 6
    assert council.id == "council"
    assert not {guideline.id for guideline in council.guidelines} & {guideline.id for guideline in hmpps.guidelines}
    assert Path(find("council")).parent == find("hmpps").parent
