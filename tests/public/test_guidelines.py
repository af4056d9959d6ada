"""The published guidelines follow the policy in force, and no version that was ever in force is lost (1, 16)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import signing
from tests.desk import stories

from evenhand.judgement import policies
from evenhand.judgement.models import PolicyVersion
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.reports import reports
from evenhand.policy import Policy

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def renamed(version: PolicyVersion, name: str) -> Policy:
    """The same policy under another name: another version."""
    return Policy.model_validate({**policies.policy_of(version).model_dump(), "name": name})


def test_before_any_policy_it_says_so() -> None:
    answer = Client().get(reverse("guidelines"))
    assert answer.status_code == 404
    assert "No guidelines are in force here yet" in answer.content.decode()


@pytest.mark.clause(1)
def test_every_guideline_of_the_policy_in_force_is_published() -> None:
    version = stories.policy()
    shown = page(reverse("guidelines"))
    for number, rule in enumerate(policies.policy_of(version).guidelines, start=1):
        assert f'id="{rule.id}">{number}. ' in shown
    assert f"hmpps@{version.digest[:12]}" in shown
    assert "In force now" in shown
    assert "Samaritans" in shown


def test_the_platforms_own_rules_are_a_link_away() -> None:
    stories.policy()
    shown = page(reverse("guidelines"))
    for platform in Platform:
        assert f'href="{reports(platform).rules}"' in shown
        assert f"The rules of {NAMES[platform]}" in shown


@pytest.mark.clause(16)
def test_an_older_version_stays_readable_and_says_that_it_is_old() -> None:
    old = stories.policy()
    new = policies.store(renamed(old, "The new guidelines"))
    assert new.digest != old.digest
    signing.brought_into_force(new)
    assert "The new guidelines" in page(reverse("guidelines"))
    before = page(reverse("guidelines_version", args=[old.digest[:12]]))
    assert "This is an older version" in before
    assert "The new guidelines" not in before
    assert 'content="noindex"' in before
    assert "This is an older version" not in page(reverse("guidelines_version", args=[new.digest[:12]]))


def test_a_version_that_was_stored_and_never_in_force_is_not_public() -> None:
    old = stories.policy()
    draft = policies.store(renamed(old, "A secret draft"))
    assert Client().get(reverse("guidelines_version", args=[draft.digest[:12]])).status_code == 404
    assert Client().get(reverse("guidelines_version", args=["nonsense"])).status_code == 404


def test_it_cannot_be_posted_to() -> None:
    assert Client().post(reverse("guidelines")).status_code == 405
