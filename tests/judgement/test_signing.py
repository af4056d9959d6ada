"""Opening, signing and bringing into force: by the services, and by raw SQL that would commit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests import signing as rows
from tests.house import House

from evenhand.judgement import assessors, comparing, policies, signing
from evenhand.judgement.errors import ComparisonRefusedError, UnsignedModelsError
from evenhand.judgement.models import (
    Assessment,
    AssessorVersion,
    Comparison,
    Opening,
    PolicyActivation,
    PolicyVersion,
    SignOff,
)
from evenhand.people.roles import Role
from evenhand.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(house: House) -> PolicyVersion:
    """Another body's policy, stored beside the one in force."""
    assert house.policy
    return policies.store_file("council")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.POLICY_OWNER])
def test_only_a_policy_owner_opens_and_signs(council: PolicyVersion, role: Role) -> None:
    comparison = rows.compared(council)
    with pytest.raises(ComparisonRefusedError, match="Only a policy owner"):
        signing.opened(comparison, make.person(role))
    with pytest.raises(ComparisonRefusedError, match="Only a policy owner"):
        signing.sign(comparison, make.person(role), comparison.digest)
    assert not SignOff.objects.exists()


def test_who_signs_has_opened_this_very_comparison(council: PolicyVersion, house: House) -> None:
    comparison, owner, other = rows.compared(council), make.person("policy_owner"), make.person("policy_owner")
    signing.opened(comparison, other)
    with pytest.raises(ComparisonRefusedError, match="You have not opened"):
        signing.sign(comparison, owner, comparison.digest)
    signing.opened(comparison, owner)
    signing.opened(comparison, owner)
    for digest in ("", "something else"):
        with pytest.raises(ComparisonRefusedError, match="not this comparison as it stands"):
            signing.sign(comparison, owner, digest)
    sign_off = signing.sign(comparison, owner, comparison.digest)
    assert signing.sign(comparison, owner, comparison.digest) == sign_off
    opened = house.entries("policy.comparison_opened")
    assert [entry.actor for entry in opened] == [f"person:{other.pk}", f"person:{owner.pk}"]
    assert {entry.facts["digest"] for entry in opened} == {comparison.digest}
    (signed,) = house.entries("policy.signed")
    assert (signed.actor, signed.facts["sign_off"]) == (f"person:{owner.pk}", sign_off.pk)


def test_what_is_still_being_made_cannot_be_opened(council: PolicyVersion) -> None:
    comparison = comparing.begin(assessors.stored(council))
    with pytest.raises(ComparisonRefusedError, match="still being made"):
        signing.opened(comparison, make.person("policy_owner"))


def test_a_comparison_from_what_is_no_longer_in_force_is_not_signed(council: PolicyVersion) -> None:
    owner = make.person("policy_owner")
    stale = rows.compared(council)
    signing.opened(stale, owner)
    rows.brought_into_force(council)
    with pytest.raises(ComparisonRefusedError, match="Another version came into force"):
        signing.sign(stale, owner, stale.digest)


def test_other_detectors_judge_nothing_until_they_are_signed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = house.judged(house.write("You absolute clown.")).version
    rows.compared(policies.store_file("council"))  # keeps how the golden set comes out under what is in force
    monkeypatch.setattr(assessors, "running_models", lambda: {"terms": "2"})
    waiting = house.write("Have a nice day.")
    assert not Assessment.objects.filter(version__contribution=waiting).exists()
    task = Task.objects.get(name="judgement.assess", state="ready")
    assert (task.failures, task.last_error) == (0, "unsigned_models")
    with pytest.raises(UnsignedModelsError, match="Run the earlier release for now"):
        policies.in_force_here()
    comparison = rows.compared(house.policy)
    assert comparison.before.policy_version == comparison.after.policy_version
    assert comparison.unknown == 1, "the text that the signed detectors never saw"
    assert before.contribution_id != waiting.pk
    owner = make.person("policy_owner")
    signing.opened(comparison, owner)
    signing.sign(comparison, owner, comparison.digest)
    signing.put_in_force(comparison, owner)
    house.wait(2)
    house.run()
    assert Assessment.objects.filter(version__contribution=waiting).exists()


def test_only_a_process_with_the_signed_detectors_puts_them_in_force(
    council: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make.person("policy_owner")
    sign_off = rows.signed(council, owner)
    monkeypatch.setattr(assessors, "running_models", lambda: {"terms": "2"})
    with pytest.raises(UnsignedModelsError):
        signing.put_in_force(sign_off.comparison, owner)
    assert PolicyActivation.objects.count() == 1


# By SQL: what no service would do


def activation(number: int, after: AssessorVersion, **other: Any) -> None:  # noqa: ANN401 (fields of the row)
    PolicyActivation.objects.create(number=number, policy_version=after.policy_version, assessor=after, **other)


def forbidden(make_row: Callable[[], object]) -> None:
    """The database lets this row be neither made nor committed."""
    with pytest.raises(IntegrityError), transaction.atomic():
        _checked(make_row)


def _checked(make_row: Callable[[], object]) -> None:
    make_row()
    connection.check_constraints()


def refused(number: int, after: AssessorVersion, **other: Any) -> None:  # noqa: ANN401 (as above)
    forbidden(lambda: activation(number, after, **other))


def test_the_first_activation_needs_nothing_and_there_is_one_first() -> None:
    first, second = rows.assessor(), rows.assessor()
    refused(2, first)
    activation(1, first)
    refused(1, second)
    refused(2, second)
    refused(2, second, previous=1, replaced=first)


def test_a_later_activation_needs_a_sign_off_from_what_is_in_force_to_its_own() -> None:
    first, second, third = rows.assessor(), rows.assessor(), rows.assessor()
    activation(1, first)
    to_third = rows.sign_off(rows.ready(first, third))
    to_second = rows.sign_off(rows.ready(first, second))
    past = rows.sign_off(rows.ready(first, third))
    refused(2, second, previous=1, replaced=first, sign_off=to_third)
    refused(2, second, previous=1, replaced=third, sign_off=to_second)
    refused(3, second, previous=1, replaced=first, sign_off=to_second)
    refused(3, second, previous=2, replaced=first, sign_off=to_second)
    activation(2, second, previous=1, replaced=first, sign_off=to_second)
    refused(3, third, previous=2, replaced=first, sign_off=to_third)
    refused(3, third, previous=2, replaced=second, sign_off=past)
    refused(3, second, previous=2, replaced=first, sign_off=to_second)
    refused(2, third, previous=1, replaced=first, sign_off=past)


def test_models_count_as_well_as_the_policy() -> None:
    policy = make.policy_version()
    old, new = rows.assessor(policy, "old"), rows.assessor(policy, "new")
    activation(1, old)
    refused(2, new, previous=1, replaced=old)
    activation(2, new, previous=1, replaced=old, sign_off=rows.sign_off(rows.ready(old, new)))


def test_an_activation_is_of_its_assessors_own_policy() -> None:
    first, other = rows.assessor(), make.policy_version()
    forbidden(lambda: PolicyActivation.objects.create(number=1, policy_version=other, assessor=first))


def test_a_sign_off_stands_on_an_opening_by_the_same_person_of_the_same_digest() -> None:
    comparison, owner, other = (
        rows.ready(rows.assessor(), rows.assessor()),
        *(make.person("policy_owner") for _ in "12"),
    )
    Opening.objects.create(comparison=comparison, person=owner, digest=comparison.digest)
    whole = {"comparison": comparison, "person": owner, "digest": comparison.digest}
    versions = {"before": comparison.before, "after": comparison.after}
    for wrong in (
        {"person": other},
        {"digest": "other"},
        {"before": comparison.after, "after": comparison.before},
        {"after": rows.assessor()},
        {"person": make.person("approver")},
    ):
        fields = {**whole, **versions, **wrong}
        forbidden(partial(SignOff.objects.create, **fields))
    SignOff.objects.create(**whole, **versions)
    connection.check_constraints()


def test_nothing_that_is_not_ready_can_be_opened() -> None:
    running = Comparison.objects.create(before=rows.assessor(), after=rows.assessor())
    owner = make.person("policy_owner")
    for digest in ("", "a digest"):
        forbidden(partial(Opening.objects.create, comparison=running, person=owner, digest=digest))


@pytest.mark.parametrize("missing", ["digest", "golden_digest", "golden_items", "ready_at", "compared"])
def test_a_comparison_is_ready_only_when_it_is_whole(missing: str) -> None:
    before, after = rows.assessor(), rows.assessor()
    running = Comparison.objects.create(before=before, after=after, contributions=3)
    running.golden_digest, running.golden_items, running.digest, running.compared = "g", 1, "d", 3
    running.state, running.ready_at = "ready", running.started_at
    setattr(running, missing, {"ready_at": None, "compared": 2, "golden_items": 0}.get(missing, ""))
    with pytest.raises(IntegrityError), transaction.atomic():
        running.save()
    assert before.pk != after.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.create(before=before, after=before)
