"""What a policy owner reads, signs and puts in force at the desk; what the page keeps from them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import signing as rows
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.cases.models import Case
from evenhand.desk import differences
from evenhand.judgement import assessors, comparing, policies
from evenhand.judgement.models import Comparison, GoldenItem, Opening, PolicyVersion, SignOff
from evenhand.people.models import User
from evenhand.policy import Policy

pytestmark = pytest.mark.django_db

SWORN = "This is fucking useless, sort it out."


@pytest.fixture
def owner(db: None) -> User:  # noqa: ARG001 (the database must be there)
    return stories.user("owner", "policy_owner", shown="Olive Tan")


def milder() -> PolicyVersion:
    """The policy in force without its guideline on obscenity, stored."""
    content = policies.policy_of(stories.policy()).model_dump()
    content["guidelines"] = [one for one in content["guidelines"] if one["id"] != "obscenity"]
    return policies.store(Policy.model_validate(content))


def shown(browser: Client, comparison: Comparison, query: str = "") -> str:
    answer = browser.get(reverse("desk:comparison", args=[comparison.pk]) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_owner_reads_signs_and_puts_in_force(owner: User, signed_in: SignIn) -> None:
    after = milder()
    stories.contribution(SWORN)
    comparison, browser = rows.compared(after), signed_in(owner)
    listed = browser.get(reverse("desk:policy")).content.decode()
    assert f"Comparison {comparison.pk}" in listed
    assert "Ready to open" in listed
    assert not Opening.objects.exists()
    page = shown(browser, comparison)
    assert Opening.objects.get().person == owner
    assert SWORN in page
    assert "To remove → Stays up" in page
    assert "under obscenity; the machine may hide it" in page
    assert f'value="{comparison.digest}"' in page
    signed = browser.post(reverse("desk:sign", args=[comparison.pk]), {"digest": comparison.digest}, follow=True)
    assert "Olive Tan signed this" in signed.content.decode()
    assert policies.in_force() != after
    browser.post(reverse("desk:comparison_in_force", args=[comparison.pk]))
    assert policies.in_force() == after
    assert "Put it in force now" not in shown(browser, comparison)


def test_who_has_not_opened_it_is_told_to_read_first(owner: User, signed_in: SignIn) -> None:
    comparison, browser = rows.compared(milder()), signed_in(owner)
    address = reverse("desk:sign", args=[comparison.pk])
    browser.head(reverse("desk:comparison", args=[comparison.pk]))
    refused = browser.post(address, {"digest": comparison.digest}, follow=True)
    assert "You have not opened this comparison" in refused.content.decode()
    unsigned = browser.post(reverse("desk:comparison_in_force", args=[comparison.pk]), follow=True)
    assert "may not come into force yet" in unsigned.content.decode()
    assert not SignOff.objects.exists()


def test_items_are_narrowed_by_kind_and_come_in_pages(
    owner: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "PAGE", 3)
    after = milder()
    for number in range(4):
        stories.contribution(f"{SWORN} Number {number}.")
    comparison, browser = rows.compared(after), signed_in(owner)
    first, second = shown(browser, comparison), shown(browser, comparison, "?page=2")
    assert "Number 0" in first
    assert "Number 3" not in first
    assert "Number 3" in second
    assert "Golden item" in second
    only = shown(browser, comparison, "?change=remove%3Eallow&page=2")
    assert "change=remove%3Eallow&amp;page=1" in only
    assert "No item changes in this way" in shown(browser, comparison, "?change=none")


@pytest.mark.parametrize("kind", [Case.Kind.MEMBER_REPORT, Case.Kind.SAFEGUARDING])
def test_what_belongs_to_a_case_the_owner_may_not_open_is_not_shown(
    owner: User, signed_in: SignIn, kind: Case.Kind
) -> None:
    after = milder()
    case = stories.case(SWORN, kind=kind, why=["A reason."])
    make.uses_decided(case.contribution.channel)
    GoldenItem.objects.create(version=case.contribution.versions.get(), outcome="remove", reason="appeal")
    page = shown(signed_in(owner), rows.compared(after))
    assert SWORN not in page
    assert page.count("belongs to a case that your role does not open") == 2


def test_detail_of_a_method_is_masked(owner: User, signed_in: SignIn) -> None:
    after = milder()
    written = stories.contribution("Words that say how.")
    comparison = comparing.begin(assessors.stored(after))
    comparison.flips.create(
        contribution=written,
        version=written.versions.get(),
        change="allow>remove",
        before_outcome="allow",
        after_outcome="remove",
        after_guidelines=["self_harm_detail"],
    )
    assert "Words that say how" not in shown(signed_in(owner), comparison)
    _, (row,) = differences.page_of(comparison, owner, "", None)
    assert [one.masked for one in row.passages] == [True]


def test_where_nothing_flips_it_says_so(owner: User, signed_in: SignIn) -> None:
    policy = policies.policy_of(stories.policy())
    same = policies.store(Policy.model_validate({**policy.model_dump(), "warning_months": 3}))
    browser = signed_in(owner)
    assert "Nothing waits to be signed" in browser.get(reverse("desk:policy")).content.decode()
    begun = comparing.begin(assessors.stored(same))
    assert "This comparison is being made" in shown(browser, begun)
    assert not Opening.objects.exists()
    assert "Nothing would change" in shown(browser, rows.compared(same))
