"""Searching at the desk: what is found, by whom it may be seen, a page at a time."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.cases.models import Case
from evenhand.desk.views import search
from evenhand.people.models import User

pytestmark = pytest.mark.django_db


def searched(signed_in: SignIn, user: User, words: str, **more: str) -> str:
    return signed_in(user).get(reverse("desk:search"), {"q": words, **more}).content.decode()


def test_what_somebody_wrote_is_found_with_its_case(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    case = stories.case("How do I book a visit at Leeds?", kind=Case.Kind.QUESTION)
    stories.contribution("I liked it.")
    page = searched(signed_in, moderator, "leeds VISIT")
    assert "How do I book a visit at Leeds?" in page
    assert reverse("desk:case", args=[case.pk]) in page
    assert reverse("desk:thread", args=[case.contribution.author_id]) in page
    assert "I liked it." not in page
    assert "Nothing was found" in searched(signed_in, moderator, "leeds york")
    assert "signs alone" in searched(signed_in, moderator, "?!")
    assert "Search what people wrote" in signed_in(moderator).get(reverse("desk:inbox")).content.decode()


def test_words_of_before_a_change_are_said_to_be_so(signed_in: SignIn, moderator: User) -> None:
    made = stories.contribution("The gate at Leeds was cold.")
    stories.version(made, "The gate was cold.", change="edited")
    page = searched(signed_in, moderator, "leeds")
    assert "Said so before a change" in page
    assert "The gate was cold." in page


def test_who_reported_stays_unknown_to_whoever_may_not_know(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    stories.case("This comment is grim, Zanzibarquux.", kind=Case.Kind.MEMBER_REPORT)
    assert "This comment is grim" in searched(signed_in, moderator, "zanzibarquux")
    owner = stories.user("pol", "policy_owner")
    assert "Nothing was found" in searched(signed_in, owner, "zanzibarquux")


def test_pages_follow_one_another_without_a_gap(
    signed_in: SignIn, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    texts = [f"Leeds number {number}." for number in range(5)]
    for text in texts:
        stories.contribution(text)
    seen: list[str] = []
    query: dict[str, str] = {}
    for _ in range(3):
        page = searched(signed_in, moderator, "leeds", **query)
        seen += [text for text in texts if text in page]
        older = page.split("before=")
        query = {"before": older[1].split('"')[0]} if len(older) > 1 else {}
    assert sorted(seen) == texts
    assert query == {}
