"""What nobody understood, at the desk: whether a webhook brought it or a list showed it, and why."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.intake.models import Delivery
from evenhand.intake.unread import keep
from evenhand.platforms.interface import Unread

pytestmark = pytest.mark.django_db


def shown(sign_in: SignIn) -> str:
    """The page as an administrator sees it, its white space as one space."""
    answer = sign_in(stories.user("adm", "administrator")).get(reverse("desk:not_understood"))
    return " ".join(answer.content.decode().split())


def test_what_a_list_showed_is_told_with_its_channel_its_id_and_why(signed_in: SignIn) -> None:
    channel = stories.channel("youtube")
    keep(channel, [Unread('{"text": "<b>Dŵr</b>"}', "no_comment", "Ugc7"), Unread("7", "fault:KeyError")])
    Delivery.objects.create(platform="x", digest="d", body=b"{", state="not_understood", reason="not_json")
    page = shown(signed_in)
    assert f"Listed on {channel.name}. Its id there: " in page
    assert "Ugc7" in page
    assert "It is a thread without its first comment." in page
    assert "&lt;b&gt;Dŵr&lt;/b&gt;" in page
    assert "fault:KeyError" in page
    assert "Sent by webhook to no channel." in page
    assert "It is not JSON." in page
    assert "could be read later" not in page


def test_an_auditor_sees_how_many_and_not_whose_words(signed_in: SignIn) -> None:
    keep(stories.channel(), [Unread("[1]", "not_an_object"), Unread("[2]", "not_an_object")])
    browser = signed_in(stories.user("aud", "auditor"))
    channels, page = (browser.get(reverse(f"desk:{name}")) for name in ("channels", "not_understood"))
    assert "2 payloads came in that nobody understood" in channels.content.decode()
    assert page.status_code == 403


def test_what_could_be_read_later_is_only_counted(signed_in: SignIn) -> None:
    keep(stories.channel(), [Unread("[1]", "not_read", "c-1")])
    Delivery.objects.update(state=Delivery.State.RESOLVED)
    page = shown(signed_in)
    assert "Everything was understood" in page
    assert "1 payload could be read later, and was worked on then." in page
