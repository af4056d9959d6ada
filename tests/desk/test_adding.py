"""Adding by hand at the desk, and how a channel is used."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import house as h
from tests.cases.test_adding import link_at
from tests.desk import stories
from tests.desk.test_case import errors
from tests.house import House

from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel, EnterprisePlan
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.models import Contribution
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ADD = "desk:add_by_hand"
PLAN = {"mode": "connected", "confirmed_by": "Kit Marsh, X", "confirmed_on": "2/11/2026", "document": "Order form 117"}


def x() -> Channel:
    return add_channel(NewChannel("x", "hmpps", "Our X"), Credentials("a token"))


def test_something_from_x_is_added_and_the_second_time_it_is_shown(
    house: House, signed_in: SignIn, moderator: User
) -> None:
    browser = signed_in(moderator)
    assert "Add something from X" not in browser.get(reverse("desk:queue")).content.decode()
    channel = x()
    assert "Add something from X" in browser.get(reverse("desk:queue")).content.decode()
    sent = {"channel": channel.pk, "what": "new", "link": link_at(house), "text": h.MILD, "kind": "comment"}
    answer = browser.post(reverse(ADD), sent)
    assert answer.status_code == 302
    house.run()
    page = browser.get(reverse(ADD)).content.decode()
    assert "Waiting for a person" in page
    again = browser.post(reverse(ADD), sent)
    assert errors(again) == ["Somebody added this link already."]  # type: ignore[arg-type]  # Django's own wrapper
    assert "This is here already" in again.content.decode()
    assert f"/desk/cases/{house.case(Contribution.objects.get()).pk}/" in again.content.decode()


def test_what_was_typed_stays_when_it_is_refused(house: House, signed_in: SignIn, moderator: User) -> None:
    assert house.policy
    channel = x()
    sent = {
        "channel": channel.pk,
        "what": "new",
        "link": "https://x.com/sam",
        "text": "Their words.",
        "kind": "mention",
    }
    answer = signed_in(moderator).post(reverse(ADD), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no single comment or post" in page
    assert "Their words." in page
    wrong = signed_in(moderator).post(reverse(ADD), {**sent, "channel": 987})
    assert errors(wrong) == ["Choose one of the channels that people add to."]  # type: ignore[arg-type]  # as above


def test_nobody_adds_where_every_channel_is_read(signed_in: SignIn, moderator: User) -> None:
    make.channel("youtube")  # its API leaves nothing out
    assert "No channel needs it" in signed_in(moderator).get(reverse(ADD)).content.decode()


def test_a_recommendation_is_added_to_a_page_that_is_read_and_a_comment_is_not(
    house: House, signed_in: SignIn, moderator: User
) -> None:
    house.on("facebook")
    browser, channel = signed_in(moderator), house.channels["facebook"]
    assert "Add something by hand" in browser.get(reverse("desk:queue")).content.decode()
    page = browser.get(reverse(ADD)).content.decode()
    assert "read by itself, but for reviews that its API does not give" in page
    assert "A comment or reply under a post of ours" not in page
    sent = {
        "channel": channel.pk,
        "what": "new",
        "text": h.MILD,
        "handle": "sam.w",
        "published_at": house.now.strftime("%Y-%m-%dT%H:%M"),
    }
    comment = {"kind": "comment", "link": "https://www.facebook.com/page/posts/123?comment_id=456"}
    told = errors(browser.post(reverse(ADD), {**sent, **comment}))  # type: ignore[arg-type]  # Django's own wrapper
    assert told == ["Evenhand reads comments of Our facebook on Facebook by itself."]
    review = {"kind": "review", "link": "https://www.facebook.com/sam.w/posts/987"}
    assert browser.post(reverse(ADD), {**sent, **review}).status_code == 302
    house.run()
    (made,) = Contribution.objects.all()
    assert (made.kind, made.external_id, house.stands(made)) == ("review", "facebook-account_987", "waiting")


def test_x_is_connected_at_the_desk_with_its_plan_alone(signed_in: SignIn) -> None:
    channel = x()
    browser = signed_in(stories.user("ada", "administrator"))
    place = reverse("desk:mode", args=[channel.pk])
    assert "Change how it is used" in browser.get(reverse("desk:channels")).content.decode()
    refused = browser.post(place, {"mode": "connected"})
    assert "Record who confirmed it" in refused.content.decode()
    half = browser.post(place, {**PLAN, "confirmed_on": ""})
    assert errors(half) == ["Enter the day on which it was confirmed."]  # type: ignore[arg-type]  # as above
    assert browser.post(place, PLAN).status_code == 302
    assert Channel.objects.get().mode == "connected"
    assert EnterprisePlan.objects.get().recorded_by.startswith("person:")
    assert "On record: confirmed by Kit Marsh, X on 2 November 2026" in browser.get(place).content.decode()
    browser.post(place, {"mode": "off"})
    assert Channel.objects.get().mode == "off"
