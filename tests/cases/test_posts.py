"""What people say of a post is on record, and its sensitivity changes what is found under it."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand.cases import posts
from evenhand.intake.models import Post

pytestmark = pytest.mark.django_db
WEAK = "They should all riot over this."


def test_purpose_and_sensitivity_are_on_record_with_who_and_why(house: House) -> None:
    house.write(h.KIND)
    post = Post.objects.get()
    posts.describe(post, house.moderator, purpose="operational", sensitive=True, why="A death in custody.")
    post.refresh_from_db()
    assert (post.purpose, post.sensitive) == ("operational", True)
    (entry,) = house.entries("post.described")
    assert entry.actor == f"person:{house.moderator.pk}"
    assert entry.facts == {
        "purpose": {"from": "", "to": "operational"},
        "sensitive": {"from": False, "to": True},
    }
    assert house.content("post.described") == {"why": "A death in custody."}
    posts.describe(post, house.moderator, purpose="operational", sensitive=True)
    assert len(house.entries("post.described")) == 1, "nothing changed, so nothing is noted"


def test_under_a_sensitive_post_less_is_enough(house: House) -> None:
    before = house.write(WEAK)
    assert house.stands(before) == "kept"
    posts.describe(Post.objects.get(), house.moderator, purpose="", sensitive=True, why="A death in custody.")
    after = house.write(WEAK, by="bob")
    assert house.cases(after) == {"review"}
    assert [one["guideline_id"] for one in house.judged(after).findings] == ["inflammatory"]
    assert (house.judged(before).post_sensitive, house.judged(after).post_sensitive) == (False, True)
    assert [entry.facts.get("post_sensitive") for entry in house.entries("contribution.assessed")] == [None, True]
    assert house.seen(after), "only people decide on it"
    assert house.stands(before) == "kept", "what was read before stays as it was read"


def test_what_is_wrong_is_said(house: House) -> None:
    house.write(h.KIND)
    post, mo = Post.objects.get(), house.moderator
    refused(lambda: posts.describe(post, mo, purpose="fun", sensitive=False), field="purpose", says="Choose")
    refused(lambda: posts.describe(post, mo, purpose="", sensitive=True), field="why", says="Say why it is sensitive")
    refused(
        lambda: posts.describe(post, mo, purpose="", sensitive=True, why="x" * 501), field="why", says="at most 500"
    )
    auditor = house.person("auditor", "auditor")
    refused(lambda: posts.describe(post, auditor, purpose="news", sensitive=False), says="Ask a moderator")
    assert not house.entries("post.described")
