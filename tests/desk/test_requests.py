"""Requests at the desk: taken in, read item by item, released and downloaded, or refused."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction
from django.urls import reverse
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand import records, work
from evenhand.people.models import User
from evenhand.records.models import Entry
from evenhand.rights import blanking
from evenhand.rights.models import Request

pytestmark = pytest.mark.django_db
FOI = {"reference": "FOI-1", "received_on": "2026-11-23", "since": "2020-01-01", "until": "2030-01-01", "channel": ""}


def gathered() -> Request:
    work.drain(100)
    return Request.objects.get()


def test_a_period_is_taken_in_read_released_and_downloaded(approver: User, signed_in: SignIn) -> None:
    stories.contribution("Kelly Barnes was kind to me.")
    browser = signed_in(approver)
    assert "Nobody has asked for anything" in browser.get(reverse("desk:requests")).content.decode()
    answer = browser.post(reverse("desk:take_in", args=["foi"]), FOI, follow=True)
    assert "22 December 2026" in answer.content.decode()
    row = gathered()
    page = browser.get(reverse("desk:request", args=[row.pk])).content.decode()
    assert "[taken out] was kind to me." in page
    early = browser.post(reverse("desk:request_release", args=[row.pk]), follow=True)
    assert "were read by nobody yet" in early.content.decode()
    item = reverse("desk:request_item", args=[row.pk, row.items.get().pk])
    wrong = browser.post(item, {"take_out": "nowhere"})
    assert (wrong.status_code, "not in it" in wrong.content.decode()) == (422, True)
    assert browser.post(item, {"take_out": "kind", "withheld": ""}).status_code == 302
    done = browser.post(reverse("desk:request_release", args=[row.pk]), follow=True)
    assert "Download the bundle" in done.content.decode()
    sent = browser.get(reverse("desk:bundle", args=[row.pk]))
    body = b"".join(sent.streaming_content)  # type: ignore[attr-defined]  # a streaming answer
    row.refresh_from_db()
    assert hashlib.sha256(body[3:]).hexdigest() == row.digest
    assert b"[taken out] was [taken out] to me." in body
    assert Entry.objects.filter(kind="request.downloaded", actor=f"person:{approver.pk}").exists()
    assert browser.post(item, {"take_out": ""}).status_code == 409


def test_a_person_is_found_by_their_handle_and_nobody_else(approver: User, signed_in: SignIn) -> None:
    made = stories.contribution("I liked it.")
    browser = signed_in(approver)
    asked = {"reference": "DP-1", "received_on": "2026-11-23", "channel": made.channel_id, "author": "@sam.whitlow"}
    wrong = browser.post(reverse("desk:take_in", args=["sar"]), {**asked, "author": "sam"})
    assert (wrong.status_code, "Nobody with this id" in wrong.content.decode()) == (422, True)
    none = browser.post(reverse("desk:take_in", args=["sar"]), {**asked, "channel": 999})
    assert (none.status_code, "Choose the channel" in none.content.decode()) == (422, True)
    assert browser.post(reverse("desk:take_in", args=["sar"]), asked).status_code == 302
    assert (gathered().total, gathered().kind) == (1, "sar")


def test_what_lacks_is_said_and_a_request_is_refused_with_a_reason(approver: User, signed_in: SignIn) -> None:
    browser = signed_in(approver)
    empty = browser.post(reverse("desk:take_in", args=["foi"]), {})
    assert (empty.status_code, "Give the first day" in empty.content.decode()) == (422, True)
    browser.post(reverse("desk:take_in", args=["foi"]), FOI)
    row = gathered()
    assert browser.post(reverse("desk:request_refuse", args=[row.pk]), {"why": ""}).status_code == 422
    done = browser.post(reverse("desk:request_refuse", args=[row.pk]), {"why": "Published already."}, follow=True)
    assert "Published already." in done.content.decode()
    assert browser.get(reverse("desk:bundle", args=[row.pk])).status_code == 404


def test_what_can_no_longer_be_made_as_it_went_out_is_said_so(approver: User, signed_in: SignIn) -> None:
    made = stories.contribution("I liked it.")
    browser = signed_in(approver)
    browser.post(reverse("desk:take_in", args=["foi"]), FOI)
    row = gathered()
    browser.post(reverse("desk:request_item", args=[row.pk, row.items.get().pk]), {"withheld": ""})
    browser.post(reverse("desk:request_release", args=[row.pk]))
    with transaction.atomic(), records.erasing(Entry.objects.latest("pk")):
        blanking.blank_words([made.versions.get().pk], "test")
    refused = browser.get(reverse("desk:bundle", args=[row.pk]))
    assert (refused.status_code, "cannot be made again" in refused.content.decode()) == (409, True)
    assert not Entry.objects.filter(kind="request.downloaded").exists()
    sent = browser.get(reverse("desk:bundle", args=[row.pk]), {"still": "kept"})
    assert b"[no longer kept]" in b"".join(sent.streaming_content)  # type: ignore[attr-defined]  # a streaming answer
    assert Entry.objects.get(kind="request.downloaded").facts["as_released"] is False
