"""Connecting channels, and what is learnt of their health from typed answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Alarm, Channel, Health
from evenhand.channels.services import ChannelError, NewChannel
from evenhand.platforms import errors
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.options import login_of
from evenhand.records.models import Entry
from evenhand.work.models import Lane

pytestmark = pytest.mark.django_db

SOON = datetime(2030, 1, 1, tzinfo=UTC)


def connected(platform: str = "facebook", token: str = "") -> Channel:
    return channels.add_channel(NewChannel(platform, "page-1", "Our page"), Credentials(token, ("s",), "v"))


def states(channel: Channel) -> dict[str, str]:
    return dict(Health.objects.filter(channel=channel).values_list("operation", "state"))


def test_a_channel_is_connected_once() -> None:
    first, again = connected(), connected(token="another")
    assert first == again
    assert channels.account(again).token == "another"
    assert list(Entry.objects.values_list("kind", flat=True)) == ["channel.connected", "channel.connected_again"]
    assert "token" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_what_was_set_of_a_channel_stays_with_new_credentials() -> None:
    new = NewChannel("instagram", "ig-1", "Ours", settings={"login": "instagram"})
    first = channels.add_channel(new, Credentials("t"))
    assert first.base_url == "https://graph.instagram.com"
    again = channels.add_channel(NewChannel("instagram", "ig-1", "Ours"), Credentials("u"))
    assert (again.base_url, channels.account(again).settings) == (first.base_url, {"login": "instagram"})
    with pytest.raises(ChannelError, match="no setting of a youtube channel"):
        channels.add_channel(NewChannel("youtube", "UC1", "Ours", settings={"login": "x"}), Credentials("t"))


def test_secrets_that_are_not_given_again_stay_and_a_refresh_token_goes_with_its_token() -> None:
    keys = Credentials("t", ("new", "old"), "v", "refresh", "id", "app-secret", "app", "person", "number")
    channels.add_channel(NewChannel("linkedin", "urn:li:organization:1", "Ours", api_version="202607"), keys)
    until = timezone.now() + timedelta(days=1)
    Channel.objects.update(old_secrets_until=until)
    again = channels.add_channel(NewChannel("linkedin", "urn:li:organization:1", "Ours"), Credentials("u"))
    assert channels.credentials(again) == replace(keys, token="u", refresh_token="")
    assert (again.old_secrets_until, again.api_version) == (until, "202607")
    assert not again.token_life.can_refresh
    changed = channels.add_channel(
        NewChannel("linkedin", "urn:li:organization:1", "Ours"), Credentials("w", ("other",), refresh_token="next")
    )
    assert channels.credentials(changed) == replace(keys, token="w", secrets=("other",), refresh_token="next")
    assert changed.old_secrets_until is None


def test_a_channel_whose_sealing_key_is_gone_can_be_connected_again(settings: Settings) -> None:
    connected(token="t")
    settings.CREDENTIALS_KEY_FILE, settings.CREDENTIALS_KEY = None, Fernet.generate_key().decode()
    assert channels.account(connected(token="u")).token == "u"


@pytest.mark.parametrize("before", ["with a Page", "with its own login"])
def test_an_instagram_channel_changes_its_login_and_its_address_together(before: str) -> None:
    page, own = NewChannel("instagram", "ig-1", "Ours", page_id="7"), NewChannel("instagram", "ig-1", "Ours")
    first, then = (page, own) if before == "with a Page" else (own, page)
    made = channels.add_channel(first, Credentials("t"))
    again = channels.add_channel(replace(then, base_url=made.base_url), Credentials("u"))
    host, login = ("instagram", "instagram") if then is own else ("facebook", "facebook")
    assert again.base_url == f"https://graph.{host}.com"
    assert login_of(Platform.INSTAGRAM, channels.account(again).settings) == login
    assert again.page_id == then.page_id


def test_a_login_that_does_not_go_with_the_page_is_said() -> None:
    for page, login, words in (("7", "instagram", "knows no Page"), ("", "facebook", "through its Page")):
        new = NewChannel("instagram", "ig-1", "Ours", page_id=page, settings={"login": login})
        with pytest.raises(ChannelError, match=words):
            channels.add_channel(new, Credentials("t"))


def test_an_account_is_what_an_adapter_needs() -> None:
    account = channels.account(connected("x"))
    assert (account.platform, account.external_id, account.base_url) == (Platform.X, "page-1", "https://api.x.com")


def test_health_has_a_row_for_what_the_api_has() -> None:
    found = states(connected("youtube"))
    assert found["hide"] == "untested"
    assert "message" not in found


@pytest.mark.parametrize(
    ("platform", "external_id", "words"),
    [("myspace", "1", "no platform we know"), ("facebook", "", "account id"), ("facebook", "a\x00", "account id")],
)
def test_what_cannot_be_connected_is_said(platform: str, external_id: str, words: str) -> None:
    with pytest.raises(ChannelError, match=words):
        channels.add_channel(NewChannel(platform, external_id, "x"), Credentials())


def test_an_id_that_no_column_holds_is_said() -> None:
    with pytest.raises(ChannelError, match="200 characters"):
        channels.add_channel(NewChannel("instagram", "1", "x", page_id="7" * 201), Credentials())


def test_an_answer_grants_the_operation() -> None:
    channel = connected()
    channels.report_ok(channel, Operation.HIDE)
    assert states(channel)["hide"] == "granted"
    assert states(channel)["delete"] == "untested"
    channel.refresh_from_db()
    assert channel.state == Channel.State.WORKING
    assert channel.last_ok_at is not None


def test_a_dead_token_stops_the_channel_until_it_works_again() -> None:
    channel = connected()
    channels.report_error(channel, errors.TokenDead("dead", code="190"), Operation.LIST_POSTS)
    channel.refresh_from_db()
    assert (channel.state, channel.state_code) == ("token_dead", "190")
    assert set(states(channel).values()) == {"expired"}
    lanes = Lane.objects.filter(name__startswith=f"channel:{channel.pk}:", paused=True)
    assert lanes.count() == 2
    channels.report_error(channel, errors.Transient("no answer"), Operation.LIST_POSTS)
    channel.refresh_from_db()
    assert channel.state == "token_dead", "not answering is the lesser news"
    channels.report_error(channel, errors.Throttled("slow", resume_at=SOON, code="4"), Operation.LIST_POSTS)
    channel.refresh_from_db()
    assert channel.state == "token_dead", "so is being told to wait"
    assert Alarm.objects.get().closed_at is None
    channels.report_ok(channel, Operation.LIST_POSTS)
    channel.refresh_from_db()
    assert (channel.state, channel.resume_at) == ("working", None)
    assert not lanes.all().exists()
    assert states(channel)["hide"] == "untested"


def test_new_credentials_let_a_dead_channel_go_on() -> None:
    channel = connected()
    channels.report_error(channel, errors.TokenDead("dead", code="190"))
    connected(token="fresh")
    channel.refresh_from_db()
    assert channel.state == "untested"
    assert not Lane.objects.filter(paused=True).exists()


def test_told_to_slow_down_it_waits() -> None:
    channel = connected()
    channels.report_error(channel, errors.Throttled("slow", resume_at=SOON, code="32"))
    channel.refresh_from_db()
    assert (channel.state, channel.resume_at) == ("throttled", SOON)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (errors.PermissionMissing("no", code="200"), "missing"),
        (errors.Unsupported("no such thing", code="hide"), "refused"),
        (errors.Refused("no", code="1"), "refused"),
        (errors.Gone("gone", code="100"), "untested"),
        (errors.NotUnderstood("what?"), "untested"),
    ],
)
def test_each_answer_says_what_it_says_of_the_operation(error: errors.PlatformError, state: str) -> None:
    channel = connected()
    channels.report_error(channel, error, Operation.HIDE)
    assert states(channel)["hide"] == state
    assert states(channel)["delete"] == "untested"


def test_one_refusal_takes_no_grant_away() -> None:
    channel = connected()
    channels.report_ok(channel, Operation.HIDE)
    channels.report_error(channel, errors.Refused("not this one", code="1"), Operation.HIDE)
    assert states(channel)["hide"] == "granted"


def test_not_answering_is_failing_and_an_answer_ends_it() -> None:
    channel = connected()
    channels.report_error(channel, errors.Transient("no answer", code="unreachable"))
    channel.refresh_from_db()
    assert channel.state == "failing"
    channels.report_ok(channel)
    channel.refresh_from_db()
    assert channel.state == "working"


def test_answers_in_quick_succession_write_nothing() -> None:
    channel = connected()
    channels.report_ok(channel, Operation.HIDE)
    before = Channel.objects.get().last_ok_at
    channels.report_ok(Channel.objects.get(), Operation.HIDE)
    assert Channel.objects.get().last_ok_at == before
    Channel.objects.update(last_ok_at=timezone.now() - timedelta(minutes=1))
    channels.report_ok(Channel.objects.get(), Operation.HIDE)
    after = Channel.objects.get().last_ok_at
    assert after is not None
    assert after > timezone.now() - timedelta(seconds=30)
