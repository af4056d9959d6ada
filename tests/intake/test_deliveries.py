"""Deliveries are hints: what they name is fetched from the platform; what nobody understands is kept and shown."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.intake.making import item
from tests.intake.pretending import Pretended

from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel, Health, Subscription
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake import deliveries, fetching
from evenhand.intake.models import Contribution, Delivery
from evenhand.intake.receiving import store_delivery
from evenhand.platforms import errors
from evenhand.work.models import Task
from evenhand.work.testing import drain, open_tasks, run_sweep

pytestmark = pytest.mark.django_db


def feed(comment: str, verb: str = "add", **more: object) -> bytes:
    value = {"item": "comment", "verb": verb, "comment_id": comment, "post_id": "p-1", "parent_id": "p-1", **more}
    entry = {"id": "page-1", "time": 1, "changes": [{"field": "feed", "value": value}]}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def deliver(channel: Channel, *bodies: bytes) -> None:
    for body in bodies:
        assert store_delivery(channel.platform, channel.pk, body)
    run_sweep("intake.deliveries")


def test_content_comes_from_the_platform_and_never_from_the_payload(facebook: Channel, platform: Pretended) -> None:
    platform.put(item())
    deliver(facebook, feed("c-1", message="Forged words."))
    drain()
    row = Contribution.objects.get()
    assert row.versions.get().text == "When do visits start again?"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.hints) == ("worked", 1)


def test_a_forged_removal_removes_nothing(facebook: Channel, platform: Pretended) -> None:
    platform.put(item())
    deliver(facebook, feed("c-1"), feed("c-1", "remove"))
    drain()
    assert Contribution.objects.get().platform_state == "visible"


def test_a_removal_is_seen_when_the_platform_says_so(facebook: Channel, platform: Pretended) -> None:
    platform.put(item())
    deliver(facebook, feed("c-1"))
    drain()
    platform.items.clear()
    deliver(facebook, feed("c-1", "remove"))
    drain()
    assert Contribution.objects.get().disposition.state == "gone"


def test_a_burst_is_fetched_once_each(facebook: Channel, platform: Pretended) -> None:
    platform.put(*(item(external_id=f"c-{n}") for n in range(60)))
    deliver(facebook, *(feed(f"c-{n}", time=turn) for n in range(60) for turn in range(2)))
    assert open_tasks("intake.fetch").count() == 3
    drain()
    assert Contribution.objects.count() == 60
    assert len(platform.asked) == 60


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b'{"object":"page","entry":[7]}', b'{"object":"user"}', b"[" * 5000]
)
def test_what_nobody_understands_is_kept_counted_and_shown(facebook: Channel, body: bytes) -> None:
    deliver(facebook, body)
    row = Delivery.objects.get()
    assert (row.state, bytes(row.body)) == ("not_understood", body)
    assert row.reason
    run_sweep("intake.deliveries")
    assert Delivery.objects.count() == 1


def test_a_fault_in_a_reader_loses_nothing(facebook: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "webhook_for", lambda _: object())
    deliver(facebook, feed("c-1"))
    assert Delivery.objects.get().reason == "fault:AttributeError"


def test_told_to_slow_down_it_is_fetched_later(facebook: Channel, platform: Pretended) -> None:
    platform.put(item(), item(external_id="c-2"))
    until = timezone.now() + timedelta(minutes=5)
    platform.faults["fetch:c-2"] = errors.Throttled("slow", resume_at=until, code="32")
    deliver(facebook, feed("c-1"), feed("c-2"))
    drain()
    assert Contribution.objects.count() == 1
    assert open_tasks("intake.fetch").get().run_at == until
    platform.faults.clear()
    Channel.objects.update(state="working", resume_at=None)
    drain(now=until + timedelta(seconds=1))
    assert Contribution.objects.count() == 2


def test_a_throttled_channel_is_not_asked(facebook: Channel, platform: Pretended) -> None:
    Channel.objects.update(state="throttled", resume_at=timezone.now() + timedelta(minutes=5))
    deliver(facebook, feed("c-1"))
    drain()
    assert platform.asked == []
    assert open_tasks("intake.fetch").exists()


@pytest.mark.parametrize("fault", [errors.Transient("no answer", code="x"), RuntimeError("a bug")])
def test_no_answer_is_tried_again_and_given_up_in_the_end(
    facebook: Channel, platform: Pretended, fault: Exception
) -> None:
    platform.faults["*"] = fault
    deliver(facebook, feed("c-1"))
    for hours in range(10):
        drain(now=timezone.now() + timedelta(hours=hours))
    assert not open_tasks("intake.fetch").exists()
    assert not Task.objects.filter(state=Task.State.DEAD).exists()
    assert len(platform.asked) == fetching.MOST_TRIES + 1


def test_what_the_platform_will_not_show_is_left(facebook: Channel, platform: Pretended) -> None:
    platform.faults["*"] = errors.PermissionMissing("no", code="200")
    deliver(facebook, feed("c-1"))
    drain()
    assert not open_tasks("intake.fetch").exists()


def test_a_channel_that_went_off_is_not_asked(facebook: Channel, platform: Pretended) -> None:
    deliver(facebook, feed("c-1"))
    Channel.objects.update(mode=Channel.Mode.OFF)
    drain()
    assert platform.asked == []


def another_page(facebook: Channel, *secrets: str, mode: str = "") -> Channel:
    first = add_channel(NewChannel("facebook", "page-1", "Ours", base_url=facebook.base_url), Credentials("t", ("s",)))
    assert first == facebook
    new = NewChannel("facebook", "page-2", "Jobs", base_url=facebook.base_url, mode=mode)
    return add_channel(new, Credentials("t2", secrets))


def about_both() -> bytes:
    """What Meta sends to the one address of an app that has two Pages."""
    both = [json.loads(feed(f"c-{page}"))["entry"][0] | {"id": f"page-{page}"} for page in (1, 2)]
    return json.dumps({"object": "page", "entry": both}).encode()


def fetched() -> dict[int, list[str]]:
    tasks = open_tasks("intake.fetch")
    return {one.payload["channel_id"]: [look["external_id"] for look in one.payload["looks"]] for one in tasks}


def test_what_is_about_another_page_of_the_same_app_is_looked_at_as_that_page(
    facebook: Channel, platform: Pretended
) -> None:
    del platform  # nothing is asked of it here
    jobs = another_page(facebook, "s", "older")
    deliver(facebook, about_both())
    assert fetched() == {facebook.pk: ["c-1"], jobs.pk: ["c-2"]}
    assert set(Subscription.objects.values_list("channel_id", flat=True)) == {facebook.pk, jobs.pk}, "both were heard"


@pytest.mark.parametrize(("secret", "mode"), [("another app's", ""), ("s", "off")])
def test_a_page_of_another_app_or_one_that_is_off_is_not_looked_at(
    facebook: Channel, platform: Pretended, secret: str, mode: str
) -> None:
    del platform  # as above
    another_page(facebook, secret, mode=mode)
    deliver(facebook, about_both())
    assert fetched() == {facebook.pk: ["c-1"]}


@pytest.mark.parametrize(
    ("field", "refused"), [("feed", {"list_comments"}), ("mention", set()), ("messages", {"list_messages"})]
)
def test_a_refusal_is_held_against_the_list_that_it_is_about(
    facebook: Channel, platform: Pretended, field: str, refused: set[str]
) -> None:
    platform.faults["*"] = errors.PermissionMissing("no", code="200")
    value = {"verb": "add", "comment_id": "c-1", "post_id": "p-1", "item": "comment"}
    change = {"field": field, "value": value}
    message = {"sender": {"id": "4"}, "message": {"mid": "m-1"}}
    part = {"messaging": [message]} if field == "messages" else {"changes": [change]}
    deliver(facebook, json.dumps({"object": "page", "entry": [{"id": "page-1", **part}]}).encode())
    drain()
    missing = Health.objects.filter(channel=facebook, state="missing")
    assert set(missing.values_list("operation", flat=True)) == refused
