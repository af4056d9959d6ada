"""Erasing a person at the desk: seen first, asked for by one person, confirmed by another."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.intake.models import Contribution, Version
from evenhand.people.models import User
from evenhand.rights.models import Erasure, Hold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def written(settings: Settings, tmp_path: Path) -> Contribution:
    """Somebody wrote once; the log of this test stands by itself."""
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    return stories.contribution("Zanzibarquux.")


def asked(signed_in: SignIn, user: User, written: Contribution) -> Erasure:
    where = reverse("desk:erasure_ask", args=[written.author_id])
    signed_in(user).post(where, {"why": "request", "reference": "DP-1"})
    return Erasure.objects.get()


def test_one_person_asks_and_another_confirms(approver: User, signed_in: SignIn, written: Contribution) -> None:
    browser = signed_in(approver)
    assert "Nobody was erased" in browser.get(reverse("desk:erasures")).content.decode()
    found = {"channel": written.channel_id, "author": "@sam.whitlow"}
    page = browser.post(reverse("desk:erasure_look"), found, follow=True).content.decode()
    assert "What would be erased of Sam Whitlow" in page
    assert "Versions" in page
    row = asked(signed_in, approver, written)
    alone = signed_in(approver).post(reverse("desk:erasure_confirm", args=[row.pk]), follow=True).content.decode()
    assert "Another person has to confirm it" in alone
    assert "Erase this person for good" not in alone
    other = signed_in(stories.user("olwen", "information_officer"))
    assert "Erase this person for good" in other.get(reverse("desk:erasure", args=[row.pk])).content.decode()
    done = other.post(reverse("desk:erasure_confirm", args=[row.pk]), follow=True).content.decode()
    assert "Erased from every table" in done
    assert "evenhand erase scrub" in done
    assert "Sam Whitlow" not in done
    assert Version.objects.get(contribution=written).text == ""
    assert "Files not cleaned yet" in other.get(reverse("desk:erasures")).content.decode()


def test_what_is_wrong_is_said_at_its_field(approver: User, signed_in: SignIn, written: Contribution) -> None:
    browser = signed_in(approver)
    for given, says in (
        ({}, "Choose the channel"),
        ({"channel": 999, "author": "x"}, "Choose the channel"),
        ({"channel": written.channel_id, "author": "nobody"}, "Nobody with this id"),
    ):
        page = browser.post(reverse("desk:erasure_look"), given)
        assert (page.status_code, says in page.content.decode()) == (422, True)
    where = reverse("desk:erasure_ask", args=[written.author_id])
    for asks, says in (({}, "Say why"), ({"why": "request", "reference": "Sam W."}, "no name")):
        page = browser.post(where, asks)
        assert (page.status_code, says in page.content.decode()) == (422, True)
    assert not Erasure.objects.exists()


def test_a_hold_stands_in_its_way_and_it_is_taken_back(
    approver: User, signed_in: SignIn, written: Contribution
) -> None:
    row = asked(signed_in, approver, written)
    Hold.objects.create(author=written.author, why="A claim.", set_by=approver)
    other = signed_in(stories.user("olwen", "information_officer"))
    page = other.get(reverse("desk:erasure", args=[row.pk])).content.decode()
    assert "It beats erasure" in page
    assert "Erase this person for good" not in page
    refused = other.post(reverse("desk:erasure_confirm", args=[row.pk]), follow=True).content.decode()
    assert "It beats erasure" in refused
    assert Version.objects.get(contribution=written).text == "Zanzibarquux."
    back = other.post(reverse("desk:erasure_withdraw", args=[row.pk]), follow=True).content.decode()
    assert "Nothing was erased" in back
