"""A list with one good and one broken item: nothing is lost, nothing is kept twice, and what can be read later is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from django.utils import timezone
from prometheus_client import REGISTRY
from tests import factories
from tests.intake.making import after, item, post
from tests.intake.pretending import Pretended
from tests.platforms.fakes import FakePlatform

from evenhand.channels.models import Channel
from evenhand.intake import polling, unread
from evenhand.intake.models import Contribution, Delivery, Post
from evenhand.intake.services import keep_unread, store_items
from evenhand.platforms.interface import Unread
from evenhand.platforms.listing import likeness
from evenhand.platforms.registry import adapter_for
from evenhand.work.testing import drain, run_sweep

pytestmark = pytest.mark.django_db

GOOD = {"id": "1_22", "message": "Is it open?", "created_time": "2026-11-20T09:15:16+0000", "from": {"id": "4401"}}
WHOLE = GOOD | {"id": "1_23", "message": "Ring Robin on 07700 900123."}
BROKEN = {name: value for name, value in WHOLE.items() if name != "id"}


def poll() -> None:
    run_sweep("intake.poll", now=timezone.now())
    drain()


def counted() -> float:
    labels = {"platform": "facebook", "source": "poll"}
    return REGISTRY.get_sample_value("evenhand_intake_not_understood_total", labels) or 0.0


def lists(fake: FakePlatform, *listed: object) -> None:
    """The Page's visitors wrote these; its own posts and its messages are empty from now on."""
    fake.answers = []
    for stream in ("account", "messages", "posts"):
        fake.says({"data": list(listed) if stream == "account" else []})


@pytest.fixture
def page(facebook: Channel, monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    """A real adapter over a platform that answers from lists, by path."""
    fake = FakePlatform()
    del facebook

    def handle(request: Any) -> Any:  # noqa: ANN401 (httpx's own)
        by_stream = {"visitor_posts": 0, "conversations": 1, "published_posts": 2, "ads_posts": 2, "tagged": 2}
        return fake.answers[by_stream[request.url.path.rpartition("/")[2]]]

    monkeypatch.setattr(fake, "handle", handle)
    monkeypatch.setattr(polling, "adapter_for", lambda account, _: adapter_for(account, fake.transport()))
    return fake


def test_one_good_and_one_broken_item_of_a_list(page: FakePlatform) -> None:
    before = counted()
    lists(page, GOOD, BROKEN)
    with structlog.testing.capture_logs() as said:
        poll()
        poll()
    assert list(Contribution.objects.values_list("external_id", flat=True)) == ["1_22"]
    kept = Delivery.objects.get()
    assert (kept.platform, kept.source, kept.state, kept.reason) == ("facebook", "poll", "not_understood", "no_id")
    assert json.loads(bytes(kept.body)) == BROKEN
    assert counted() - before == 1
    (told,) = [one for one in said if one["event"] == "item.not_understood"]
    assert (told["reason"], told["count"]) == ("no_id", 1)
    assert "Robin" not in str(said)


def test_what_can_be_read_later_becomes_a_contribution(page: FakePlatform) -> None:
    lists(page, GOOD, BROKEN | {"is_hidden": False})
    poll()
    lists(page, GOOD, BROKEN | {"is_hidden": True})  # the same, with other rights and counters
    poll()
    assert Delivery.objects.get().state == "not_understood"
    lists(page, GOOD, WHOLE)
    poll()
    kept = Delivery.objects.get()
    assert kept.state == "resolved"
    assert kept.worked_at is not None
    row = Contribution.objects.get(external_id="1_23")
    assert (row.versions.get().text, row.disposition.state) == (WHOLE["message"], "received")


def test_what_cannot_be_read_any_more_is_open_again_in_its_one_row(page: FakePlatform) -> None:
    for listed in (BROKEN, WHOLE, BROKEN):
        lists(page, listed)
        poll()
    kept = Delivery.objects.get()
    assert (kept.state, kept.worked_at) == ("not_understood", None)
    assert Contribution.objects.get().external_id == "1_23"


@pytest.mark.usefixtures("facebook")
def test_a_broken_item_among_posts_and_messages_is_kept_too(platform: Pretended) -> None:
    told = [Unread('{"post": 1}', "no_id"), Unread('{"post": 2}', "fault:KeyError", "p-1")]
    platform.unread = {"posts": told, "messages": [Unread('{"message": 1}', "not_an_object")]}
    poll()
    assert set(Delivery.objects.values_list("reason", flat=True)) == {"no_id", "fault:KeyError", "not_an_object"}
    platform.unread, platform.posts = {}, [post(published_at=timezone.now())]
    poll()
    assert Post.objects.count() == 1
    assert Delivery.objects.get(external_id="p-1").state == "resolved"
    assert Delivery.objects.filter(state="not_understood").count() == 2


def test_what_the_store_refused_is_done_with_when_it_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = factories.channel()
    with monkeypatch.context() as patch:
        patch.setattr("evenhand.intake.batches.store_item", _refuses)
        for _ in range(2):
            assert store_items(channel, [item()], after(0)) == 0
    kept = Delivery.objects.get()
    assert (kept.reason, kept.external_id, kept.state) == ("ValueError", "c-1", "not_understood")
    assert store_items(channel, [item()], after(1)) == 1
    assert Delivery.objects.get().state == "resolved"


def _refuses(*_: object) -> None:
    raise ValueError


def test_one_channels_items_are_not_anothers() -> None:
    first, second = factories.channel(), factories.channel()
    found = Unread("{}", "no_id", "c-1", likeness(item()))
    assert (unread.keep(first, [found, found]), unread.keep(second, [found]), unread.keep(first, [found])) == (1, 1, 0)
    assert unread.resolve(first, [item()]) == 1
    assert list(Delivery.objects.filter(state="not_understood").values_list("channel", flat=True)) == [second.pk]


def test_what_is_like_nothing_is_resolved_by_nothing() -> None:
    channel = factories.channel()
    keep_unread(channel, b"\xff\x00", "not_json")
    assert unread.resolve(channel, [item(author=None)]) == 0
    assert bytes(Delivery.objects.get().body) == b"\xff\x00"
