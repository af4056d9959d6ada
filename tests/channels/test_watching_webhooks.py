"""Webhooks that a platform stops sending are noticed, asked for again and told, on the sandbox over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.on_sandbox import Stage, until

from evenhand.care.on_call import OnCall
from evenhand.channels import doors
from evenhand.channels.credentials import opened, seal
from evenhand.channels.models import Alarm, Channel, Subscription
from evenhand.channels.rotating import rotate_secret
from evenhand.cli.channel import connect_sandbox
from evenhand.intake.models import Delivery
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running
from evenhand.work import registry
from evenhand.work.testing import drain, run_sweep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Stage]:
    settings.ON_CALL = OnCall(engineer_emails=("engineer@example.gov.uk",))
    doors.forget()
    with running() as url, registry.registered_here() as known:
        for name in ("judgement.assess", "cases.contribution_gone"):
            known.tasks[name] = lambda _payload: None
        made = Stage(url, monkeypatch)
        connect_sandbox(url, live_server.url)
        kept = request.node.callspec.params.get("platform", "") if hasattr(request.node, "callspec") else ""
        if kept:
            Channel.objects.exclude(platform=kept).update(mode=Channel.Mode.OFF)
        yield made
        made.http.close()


def look() -> None:
    run_sweep("channels.webhooks")
    drain(strict=False)


def standing() -> list[tuple[str, str]]:
    return list(Alarm.objects.filter(closed_at=None).values_list("channel__platform", "kind"))


def test_all_four_say_that_they_send(stage: Stage) -> None:
    del stage
    look()
    found = set(Subscription.objects.values_list("channel__platform", "state", "code"))
    assert found == {(name, "subscribed", "") for name in ("facebook", "instagram", "x", "linkedin")}
    assert standing() == []


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_meta_drops_it_after_an_hour_of_failures_and_is_asked_again(stage: Stage, platform: str) -> None:
    look()
    channel = Channel.objects.get(platform=platform)
    stage.tell("faults", platform=platform, fault="webhook_bad_signature")
    stage.tell("publish", platform=platform, text="Is anybody there?")
    until(lambda: "webhook.sent" in stage.events(platform))
    stage.wait(minutes=61)
    stage.tell("publish", platform=platform, text="Still nobody?")
    until(lambda: "webhook.unsubscribed" in stage.events(platform))
    stage.http.request("DELETE", "/_sandbox/faults")
    look()
    assert standing() == [(platform, "unsubscribed")]
    assert [one.to for one in mail.outbox] == [["engineer@example.gov.uk"]]
    entry = Entry.objects.get(kind="channel.webhooks_asked_for")
    assert entry.facts == {"code": "not_subscribed", "subscribed": True, "dropped": True}
    stage.wait(minutes=2)
    look()
    assert standing() == []
    channel.refresh_from_db()
    assert channel.back_fill_from is not None
    stage.tell("publish", platform=platform, text="There you are.")
    until(Delivery.objects.exists)


@pytest.mark.parametrize(("platform", "hours"), [("x", 1), ("linkedin", 2)])
def test_the_challenge_that_comes_again_is_answered(stage: Stage, platform: str, hours: int) -> None:
    stage.wait(hours=hours, minutes=1)
    until(lambda: "webhook.validated" in stage.events(platform))
    look()
    assert Subscription.objects.get(channel__platform=platform).state == "subscribed"


def test_an_address_that_x_found_invalid_is_challenged_again(stage: Stage) -> None:
    look()
    channel = Channel.objects.get(platform="x")
    rotate_secret(channel, "a-secret-that-x-does-not-know")
    stage.wait(minutes=61)
    until(lambda: "webhook.challenge_failed" in stage.events("x"))
    look()
    assert ("x", "unsubscribed") in standing()
    assert Subscription.objects.get(channel=channel).code == "invalid_address"
    rotate_secret(Channel.objects.get(pk=channel.pk), "sandbox-x-secret")
    stage.wait(minutes=2)
    look()
    stage.wait(minutes=2)
    look()
    assert standing() == []
    assert Subscription.objects.get(channel=channel).state == "subscribed"


def test_where_x_gave_no_token_of_the_app_it_is_said(stage: Stage) -> None:
    del stage
    channel = Channel.objects.get(platform="x")
    channel.credentials = seal(replace(opened(channel.credentials), app_token=""))
    channel.save(update_fields=["credentials"])
    look()
    row = Subscription.objects.get(channel=channel)
    assert (row.state, row.code) == ("refused", "no_app_token")
    assert timezone.now() - (row.checked_at or timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("platform", ["facebook", "x", "linkedin"])
def test_two_secrets_live_side_by_side_until_the_old_ones_date(stage: Stage, platform: str) -> None:
    channel = Channel.objects.get(platform=platform)
    rotate_secret(channel, "the-next-secret", keep_old=timedelta(days=1))
    stage.tell("publish", platform=platform, text="Signed with the old secret.")
    until(lambda: Delivery.objects.count() == 1)
    stage.wait(days=1, minutes=1)
    doors.forget()
    sent = len(stage.events(platform))
    stage.tell("publish", platform=platform, text="Signed with the old secret, and too late.")
    until(lambda: len(stage.events(platform)) > sent + 1)
    assert Delivery.objects.count() == 1
    run_sweep("channels.secrets")
    assert Channel.objects.get(pk=channel.pk).old_secrets_until is None
    assert list(Entry.objects.filter(kind__startswith="channel.secret").values_list("kind", flat=True)) == [
        "channel.secret_changed",
        "channel.secret_retired",
    ]
