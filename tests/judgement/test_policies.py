"""Policy versions as rows: stored whole and once, one in force; the rows say what the file says."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests import house as h
from tests import signing
from tests.house import House

from evenhand.judgement import policies
from evenhand.judgement.models import AutomaticHide, FalseClaim, Guideline, PolicyActivation, PolicyVersion
from evenhand.policy import load, load_claims
from evenhand.signals.catalogue import CATALOGUE

pytestmark = pytest.mark.django_db


def test_each_guideline_of_the_file_is_a_row_that_says_the_same(house: House) -> None:
    rows = {row.code: row for row in Guideline.objects.filter(policy_version=house.policy).order_by("position")}
    rules = h.hmpps().guidelines
    assert list(rows) == [*(rule.id for rule in rules), "none"]
    for position, rule in enumerate(rules):
        row = rows[rule.id]
        told = (row.title, row.position, row.track, row.makes_strike, row.nature, row.priority, row.approvals)
        assert told == (rule.title, position, rule.track, rule.strike, rule.nature, rule.priority, rule.approvals)
        assert row.needs_source == rule.needs_source
    none = rows["none"]
    assert (none.makes_strike, none.track, none.nature) == (False, "warn_first", "none")


def test_what_the_machine_may_hide_is_what_the_file_says(house: House) -> None:
    found = set(
        AutomaticHide.objects.filter(guideline__policy_version=house.policy).values_list("guideline__code", "platform")
    )
    wanted = {(r.id, str(p)) for r in h.hmpps().guidelines for p, measure in r.automatic.items() if measure == "hide"}
    assert found == wanted
    assert len(found) > 20


def test_the_version_is_the_content(house: House) -> None:
    version, policy = house.policy, h.hmpps()
    assert version.digest == policy.digest
    assert str(version) == policy.version
    assert (version.warning_months, version.guidelines_url) == (policy.warning_months, policy.guidelines_url)
    assert policies.policy_of(version) == policy
    assert policies.policy_of(version).digest == version.digest


def test_storing_the_same_content_again_gives_the_same_version(house: House) -> None:
    before = Guideline.objects.count(), AutomaticHide.objects.count(), len(house.entries("policy.stored"))
    assert policies.store(h.hmpps()).pk == house.policy.pk
    assert (Guideline.objects.count(), AutomaticHide.objects.count(), len(house.entries("policy.stored"))) == before
    assert house.entries("policy.stored")[0].facts == {"digest": house.policy.digest, "name": "hmpps"}


def test_other_content_is_another_version_and_the_latest_activation_is_in_force(house: House) -> None:
    council = policies.store(load(policies.policy_file("council"), signals=CATALOGUE))
    assert council.pk != house.policy.pk
    assert policies.in_force() == house.policy
    owner = make.person("policy_owner")
    activation = signing.brought_into_force(council, owner)
    assert policies.in_force() == council
    noted = house.entries("policy.activated")[-1]
    assert (noted.actor, noted.facts["digest"]) == (f"person:{owner.pk}", council.digest)
    assert (noted.facts["number"], noted.facts["sign_off"]) == (2, activation.sign_off_id)
    assert str(activation) == f"activation:{activation.pk}"
    assert PolicyVersion.objects.count() == 2


def test_without_any_policy_the_words_say_what_to_do() -> None:
    with pytest.raises(policies.NoPolicyInForceError, match="evenhand policy activate"):
        policies.in_force()


def test_putting_a_policy_in_force_twice_activates_it_once() -> None:
    first = policies.put_in_force("hmpps")
    assert policies.put_in_force("hmpps") == first
    assert PolicyActivation.objects.count() == 1


def test_the_first_policy_is_the_installation_and_another_needs_a_signature() -> None:
    first = policies.put_in_force("hmpps")
    register = FalseClaim.objects.count()
    with pytest.raises(
        policies.NotSignedError, match=r"council@.* may not come into force yet.*evenhand policy compare"
    ):
        policies.put_in_force("council")
    assert policies.in_force() == first
    assert (PolicyActivation.objects.count(), FalseClaim.objects.count()) == (1, register)
    other = policies.store_file("council")
    signing.signed(other)
    assert policies.in_force() == first, "signing alone puts nothing in force"
    assert policies.put_in_force("council") == other
    assert policies.in_force() == other


def test_the_way_back_needs_a_signature_of_its_own() -> None:
    first = policies.put_in_force("hmpps")
    signing.brought_into_force(policies.store_file("council"))
    with pytest.raises(policies.NotSignedError):
        policies.put_in_force("hmpps")
    signing.brought_into_force(first)
    assert policies.in_force() == first
    with pytest.raises(policies.NotSignedError):  # one signature serves one activation
        policies.put_in_force("council")
    assert list(PolicyActivation.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_the_register_is_stored_with_source_correction_owner_and_expiry() -> None:
    policies.put_in_force("hmpps")
    register = load_claims(policies.policy_file("hmpps").with_name("hmpps-claims.yaml"))
    rows = {row.code: row for row in FalseClaim.objects.all()}
    assert set(rows) == {claim.id for claim in register.claims}
    for claim in register.claims:
        row = rows[claim.id]
        told = (row.claim, row.correction, row.source, row.owner, row.expires_on)
        assert told == (claim.stated, claim.correction, claim.source, claim.owner, claim.expires)
    FalseClaim.objects.filter(code="F1").update(correction="Out of date.")
    assert policies.store_claims(register) == len(register.claims)
    assert FalseClaim.objects.get(code="F1").correction != "Out of date."


@pytest.mark.parametrize("missing", ["source", "correction"])
def test_a_claim_without_its_source_or_correction_cannot_be_stored(house: House, missing: str) -> None:
    assert FalseClaim.objects.exists(), house
    with pytest.raises(IntegrityError), transaction.atomic():
        FalseClaim.objects.filter(code="F1").update(**{missing: ""})


@pytest.mark.parametrize("platform", ["linkedin", "myspace"])
def test_the_machine_can_be_allowed_to_hide_only_where_hiding_exists(house: House, platform: str) -> None:
    rule = Guideline.objects.get(policy_version=house.policy, code="obscenity")
    with pytest.raises(IntegrityError), transaction.atomic():
        AutomaticHide.objects.create(guideline=rule, platform=platform)


def test_rows_are_named_by_codes_and_ids(house: House) -> None:
    rule = Guideline.objects.get(policy_version=house.policy, code="obscenity")
    assert str(rule) == f"obscenity of {house.policy.pk}"
    assert str(rule.automatic_hides.get(platform="x")) == "automatic hide on x"
    assert str(FalseClaim.objects.get(code="F1")) == "F1"
