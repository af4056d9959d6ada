"""Our posts, closing comments and the watch-list at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import house as h
from tests.actions.test_closing import WHY, approved, asked
from tests.desk.test_case import errors
from tests.house import House

from evenhand.actions.models import Closing
from evenhand.cases.models import WatchedCase
from evenhand.desk.adding_forms import MOMENT
from evenhand.intake.models import Post
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_post_is_described_and_shows_who_said_what(house: House, signed_in: SignIn) -> None:
    house.write(h.KIND)
    browser, post = signed_in(house.moderator), Post.objects.get()
    place = reverse("desk:post", args=[post.pk])
    refused = browser.post(place, {"purpose": "news", "sensitive": "on"})
    assert errors(refused) == ["Say why it is sensitive: it changes what is found in comments under it."]  # type: ignore[arg-type]  # Django's own wrapper
    assert Post.objects.get().sensitive is False
    browser.post(place, {"purpose": "news", "sensitive": "on", "why": "A death in custody."})
    page = browser.get(place).content.decode()
    assert "Moderator," in page
    assert "sensitive, news" in page
    assert "A death in custody." in page
    listed = browser.get(reverse("desk:posts"), {"purpose": "sensitive"}).content.decode()
    assert "1 post." in listed
    assert "No post fits this" in browser.get(reverse("desk:posts"), {"purpose": "recruitment"}).content.decode()


def test_closing_is_asked_approved_and_done_at_the_desk(house: House, signed_in: SignIn) -> None:
    house.write(h.KIND, on="facebook")
    post = Post.objects.get()
    browser, other = signed_in(house.moderator), signed_in(house.approver)
    close, place = reverse("desk:close_comments", args=[post.pk]), reverse("desk:post", args=[post.pk])
    assert errors(browser.post(close, {})) == [  # type: ignore[arg-type]  # as above
        "Say why comments are closed. People come to this channel for help.",
        "Say when comments open again.",
    ]
    until = (house.now + timedelta(hours=4)).strftime(MOMENT)
    assert browser.post(close, {"reason": WHY, "until": until}).status_code == 302
    assert "Another person, an approver, has to agree" in browser.get(place).content.decode()
    made = Closing.objects.get()
    answer = reverse("desk:closing_answer", args=[made.pk])
    assert errors(browser.post(answer, {"answer": "approve"})) == ["Your role does not approve this. Ask an approver."]  # type: ignore[arg-type]  # as above
    assert other.post(answer, {"answer": "approve"}).status_code == 302
    tasks = browser.get(reverse("desk:tasks")).content.decode()
    assert "Facebook: close comments" in tasks
    assert "No manual tasks" not in tasks
    done = reverse("desk:closing_done", args=[made.pk])
    assert errors(browser.post(done, {"doing": "closing"})) == ["Choose whether you did it."]  # type: ignore[arg-type]  # as above
    assert errors(browser.post(done, {"ended": "done", "doing": "opening"}))  # type: ignore[arg-type]  # as above
    assert browser.post(done, {"ended": "done", "doing": "closing"}).status_code == 302
    assert "they open again by themselves" in browser.get(place).content.decode()
    browser.post(reverse("desk:closing_open", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "opening"


def test_a_request_is_refused_or_taken_back(house: House, signed_in: SignIn) -> None:
    made = asked(house)
    answer = reverse("desk:closing_answer", args=[made.pk])
    place = reverse("desk:post", args=[made.post_id])
    assert "waits for an approver" in signed_in(house.approver).get(reverse("desk:posts")).content.decode()
    signed_in(house.moderator).post(answer, {"answer": "refuse", "why": "It has calmed down."})
    assert "It has calmed down." in signed_in(house.moderator).get(place).content.decode()


def test_what_is_closed_by_itself_says_so(house: House, signed_in: SignIn) -> None:
    made = approved(house)
    place = reverse("desk:post", args=[made.post_id])
    assert "Open them now" in signed_in(house.moderator).get(place).content.decode()


def test_the_watch_list_is_kept_at_the_desk(house: House, signed_in: SignIn) -> None:
    browser, place = signed_in(house.approver), reverse("desk:watch_list")
    assert "No case is watched" in browser.get(place).content.decode()
    sent = {"title": "A trial", "names": "Dylan Shea\n\nT20261234", "why": "Charged.", "until": "1/3/2027"}
    assert errors(browser.post(place, {**sent, "names": "Al"})) == [  # type: ignore[arg-type]  # as above
        "‘Al’ would be found in many comments. Write at least 4 letters."
    ]
    assert browser.post(place, sent).status_code == 302
    made = WatchedCase.objects.get()
    assert made.names == ["Dylan Shea", "T20261234"]
    assert "Dylan Shea, T20261234" in browser.get(place).content.decode()
    browser.post(reverse("desk:watch_end", args=[made.pk]))
    assert "Not watched any more (1)" in browser.get(place).content.decode()
