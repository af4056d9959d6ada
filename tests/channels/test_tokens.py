"""Tokens are refreshed before they end, each platform its own way; what cannot be refreshed is told in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.on_sandbox import Stage

from evenhand.channels import services as channels
from evenhand.channels import tokens
from evenhand.channels.credentials import opened, seal
from evenhand.channels.models import Alarm, Channel, TokenLife
from evenhand.cli.connecting import connect_sandbox
from evenhand.platforms.errors import TokenDead
from evenhand.platforms.interface import Account
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running
from evenhand.work import registry
from evenhand.work.testing import drain, run_sweep
from evenhand.work.types import JSON, TaskInfo

pytestmark = pytest.mark.django_db

PLATFORMS = ["facebook", "instagram", "x", "linkedin", "youtube"]
LIFE = {"facebook": 60 * 24, "instagram": 60 * 24, "x": 2, "linkedin": 60 * 24, "youtube": 1}
EARLY = {"facebook": 240, "instagram": 240, "x": 0.5, "linkedin": 240, "youtube": 0.25}
"""Hours."""
REFUSED = {"youtube": "invalid_grant", "linkedin": "invalid_grant", "x": "invalid_request"}


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Stage]:
    with running() as url, registry.registered_here() as known:
        for name in ("judgement.assess", "cases.contribution_gone"):
            known.tasks[name] = lambda _payload: None
        made = Stage(url, monkeypatch)
        connect_sandbox(url)
        Channel.objects.exclude(platform=request.node.callspec.params["platform"]).update(mode=Channel.Mode.OFF)
        yield made
        made.http.close()


def sweep() -> None:
    run_sweep("channels.tokens")
    drain(strict=False)


def poll() -> None:
    run_sweep("intake.poll")
    drain(strict=False)


def channel_of(platform: str) -> Channel:
    return Channel.objects.select_related("token_life").get(platform=platform)


def refreshed(stage: Stage, platform: str) -> int:
    return stage.events(platform).count("token.refreshed")


def account(channel: Channel) -> Account:
    return channels.account(channel)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_token_is_refreshed_before_it_ends_and_the_new_one_works(stage: Stage, platform: str) -> None:
    first = account(channel_of(platform)).token
    sweep()
    channel = channel_of(platform)
    second = account(channel).token
    assert second != first, "of a token of unknown life the platform is asked at once"
    ends_at = channel.token_life.ends_at
    assert ends_at is not None
    assert abs(ends_at - timezone.now() - timedelta(hours=LIFE[platform])) < timedelta(minutes=1)
    stage.wait(hours=LIFE[platform] - EARLY[platform] - 0.1)
    sweep()
    assert account(channel_of(platform)).token == second, "not before it must be"
    stage.wait(hours=0.15)
    sweep()
    channel = channel_of(platform)
    assert account(channel).token not in {first, second}
    poll()
    channel.refresh_from_db()
    assert channel.state == "working"
    assert Entry.objects.filter(kind="channel.token_refreshed").count() == 2
    assert "sandbox" not in str(list(Entry.objects.filter(kind="channel.token_refreshed").values_list("facts")))
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_will_not_be_refreshed_is_told_at_once_and_asked_for_no_more(stage: Stage, platform: str) -> None:
    sweep()
    stage.tell("tokens", platform=platform, refresh_seconds=0)
    TokenLife.objects.update(ends_at=timezone.now() + timedelta(minutes=10))
    sweep()
    life = channel_of(platform).token_life
    assert not life.can_refresh
    assert Alarm.objects.get(closed_at=None).kind == "token_ending"
    refused = Entry.objects.get(kind="channel.token_not_refreshed").facts["code"]
    assert refused == {"youtube": "invalid_grant", "linkedin": "invalid_grant", "x": "invalid_request"}.get(
        platform, "190"
    )
    sweep()
    assert Entry.objects.filter(kind="channel.token_not_refreshed").count() == 1


@pytest.mark.parametrize("platform", ["x"])
def test_a_platform_that_does_not_answer_is_asked_again_in_time(stage: Stage, platform: str) -> None:
    channel = channel_of(platform)
    where = channel.base_url
    Channel.objects.filter(pk=channel.pk).update(base_url="http://127.0.0.1:1")
    sweep()
    life = channel_of(platform).token_life
    assert (life.can_refresh, life.code) == (True, "unreachable")
    Channel.objects.filter(pk=channel.pk).update(base_url=where)
    sweep()
    assert refreshed(stage, platform) == 0, "not at once"
    stage.wait(minutes=6)
    sweep()
    assert refreshed(stage, platform) == 1
    assert channel_of(platform).token_life.code == ""


@pytest.mark.parametrize("platform", ["linkedin"])
def test_the_end_of_refreshing_itself_is_told_a_month_before(stage: Stage, platform: str) -> None:
    stage.tell("tokens", platform=platform, refresh_seconds=40 * 24 * 3600)
    sweep()
    assert not Alarm.objects.exists()
    stage.wait(days=11)
    sweep()
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.code) == ("token_ending", "refresh_ends")


@pytest.mark.parametrize("platform", ["youtube"])
def test_a_token_that_nobody_can_refresh_is_told_two_weeks_before_it_ends(stage: Stage, platform: str) -> None:
    channel = channel_of(platform)
    channel.credentials = seal(replace(opened(channel.credentials), refresh_token=""))
    channel.save(update_fields=["credentials"])
    TokenLife.objects.update(can_refresh=False, ends_at=timezone.now() + timedelta(days=20))
    sweep()
    assert refreshed(stage, platform) == 0
    assert not Alarm.objects.exists()
    stage.wait(days=7)
    sweep()
    assert Alarm.objects.get(closed_at=None).code == "ends"
    TokenLife.objects.update(ends_at=timezone.now() + timedelta(days=60))
    sweep()
    assert not Alarm.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("platform", ["x", "youtube"])
def test_a_worker_that_slept_past_the_end_gets_a_new_token_by_itself(stage: Stage, platform: str) -> None:
    sweep()
    stage.tell("publish", platform=platform, text="Good to know.")
    stage.wait(hours=5)
    stage.tell("tokens", platform=platform, seconds=0)
    poll()
    assert channel_of(platform).state == "token_dead"
    sweep()
    stage.wait(minutes=1)
    poll()
    assert channel_of(platform).state == "working"
    assert not Alarm.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("platform", ["x"])
@pytest.mark.parametrize("answer", ["a new token", "refused"])
def test_an_answer_about_credentials_that_a_person_replaced_meanwhile_changes_nothing(
    stage: Stage, platform: str, answer: str
) -> None:
    del stage  # it stands there, and is not asked
    channel = channel_of(platform)
    effect, payload = tokens.RefreshToken(), dict[str, JSON](channel_id=channel.pk)
    prepared = effect.prepare(payload, TaskInfo(1, 1, outcome_unknown=False))
    given = replace(opened(channel.credentials), token="fresh", refresh_token="fresh too")
    new = channels.NewChannel(platform, channel.external_id, channel.name, base_url=channel.base_url)
    channels.add_channel(new, given)
    told = {"token": "late", "ends_at": None, "is_endless": False, "refresh_token": "late", "refresh_ends_at": None}
    effect.settle(payload, prepared, told | {"scopes": []} if answer == "a new token" else TokenDead("no", code="x"))
    channel = channel_of(platform)
    assert opened(channel.credentials) == given
    assert (channel.token_life.can_refresh, channel.token_life.refreshed_at) == (True, None)
    assert not Alarm.objects.exists()
