"""Channels at the desk: connecting with the guide, health with what to do, alarms; no secret on a page."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.channels import alarms, checking
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Alarm, Channel, Health, Subscription, TokenLife
from evenhand.people.models import User
from evenhand.platforms import errors
from evenhand.platforms.checking import Checked
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.onboarding import guide
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running
from evenhand.work.testing import drain, open_tasks
from evenhand.work.types import JSON, TaskInfo

pytestmark = pytest.mark.django_db

FACEBOOK = {
    "name": "Our Page",
    "account": "108200300400500",
    "token": "sandbox-facebook-token",
    "webhook_secret": "sandbox-facebook-secret",
    "verify_token": "our-word",
    "client_id": "500000000000001",
    "refresh_token": "",
    "base_url": "",
    "service": "",
}
WRITES = ("hide", "unhide", "delete", "reply", "private_reply", "message", "block", "unblock")


@pytest.fixture
def administrator(db: None) -> User:  # noqa: ARG001  (the database must be there)
    return stories.user("adm", "administrator", shown="Adi Min")


def page(browser: Client, name: str, *args: object) -> str:
    answer = browser.get(reverse(f"desk:{name}", args=args))
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def connected() -> Channel:
    new = channels.NewChannel("facebook", "page-1", "Our Page")
    return channels.add_channel(new, Credentials("a-token", ("a-secret",), "v"))


@pytest.mark.parametrize("platform", list(Platform))
def test_each_platforms_guide_names_its_permissions_review_and_where_to_find_each_id(
    signed_in: SignIn, administrator: User, platform: Platform
) -> None:
    browser = signed_in(administrator)
    assert reverse("desk:connect_form", args=[platform]) in page(browser, "connect")
    shown = page(browser, "connect_form", platform.value)
    told = guide(platform)
    for words in [*(one.name for one in told.scopes), *(one.label for one in told.questions), "Review", "How long"]:
        assert words in shown, words
    assert ("Address of this service" in shown) == bool(told.webhook)


def test_a_channel_is_connected_checked_and_read(signed_in: SignIn, administrator: User) -> None:
    browser = signed_in(administrator)
    with running() as url:
        sent = FACEBOOK | {"base_url": f"{url}/facebook"}
        answer = browser.post(reverse("desk:connect_form", args=["facebook"]), sent)
        channel = Channel.objects.get()
        assert answer.headers["Location"] == reverse("desk:channel", args=[channel.pk])
        assert "is connected and being checked" in page(browser, "channel", channel.pk)
        drain(strict=False)
        shown = page(browser, "channel", channel.pk)
    assert dict(Health.objects.values_list("operation", "state")) == {
        "list_posts": "granted",
        "list_comments": "granted",
        "list_messages": "granted",
        **dict.fromkeys(
            ("hide", "unhide", "delete", "reply", "private_reply", "message", "block", "unblock"), "untested"
        ),
    }
    assert "What changes something shows when it is first done." in shown
    assert shown.count("Missing") == 0
    assert "sandbox-facebook-secret" not in shown
    assert Entry.objects.get(kind="channel.connected").actor == f"person:{administrator.pk}"
    assert Entry.objects.get(kind="channel.checked").facts == {"granted": 3, "trouble": "", "untested": 8}
    assert not open_tasks("intake.poll_channel").exists(), "the first reading was done"
    assert Channel.objects.get().last_polled_at is not None


def test_x_waits_for_its_plan_and_nothing_is_asked_of_it(signed_in: SignIn, administrator: User) -> None:
    browser = signed_in(administrator)
    sent = FACEBOOK | {"account": "77", "name": "Our X", "token": "t"}
    answer = browser.post(reverse("desk:connect_form", args=["x"]), sent, follow=True)
    channel = Channel.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("desk:mode", args=[channel.pk])
    assert "nothing is asked of X yet" in unescape(answer.content.decode())
    assert channel.mode == Channel.Mode.ASSISTED
    assert not open_tasks("channels.check")


def test_what_is_missing_is_said_at_its_field_and_secrets_are_not_shown_again(
    signed_in: SignIn, administrator: User
) -> None:
    browser = signed_in(administrator)
    sent = FACEBOOK | {"account": "", "service": "example"}
    answer = browser.post(reverse("desk:connect_form", args=["facebook"]), sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the page id." in shown
    assert "Enter the whole address" in shown
    assert "sandbox-facebook-token" not in shown
    assert not Channel.objects.exists()
    assert browser.get(reverse("desk:connect_form", args=["myspace"])).status_code == 404


def test_new_credentials_begin_from_what_is_known(signed_in: SignIn, administrator: User) -> None:
    channel = connected()
    answer = signed_in(administrator).get(f"{reverse('desk:connect_form', args=['facebook'])}?channel={channel.pk}")
    shown = answer.content.decode()
    assert 'value="page-1"' in shown
    assert "a-token" not in shown
    assert "Give Our Page new credentials" in shown


def test_a_dead_token_is_red_with_what_to_do_and_who_was_told(signed_in: SignIn, moderator: User) -> None:
    channel = connected()
    channels.report_error(channel, errors.TokenDead("dead", code="190/460"))
    Alarm.objects.update(told_code="nobody")
    shown = page(signed_in(moderator), "channels")
    assert "moj-badge--red" in shown
    assert "Credentials no longer work, since" in shown
    assert "Connect the channel again with new credentials" in shown
    assert "190/460" in shown
    assert "Nobody was told" in shown
    assert "Connect a channel</a>" not in shown, "a moderator connects none"


def test_each_state_of_an_operation_says_what_to_do(signed_in: SignIn, administrator: User) -> None:
    channel = connected()
    channels.report_ok(channel, Operation.LIST_COMMENTS)
    channels.report_error(channel, errors.PermissionMissing("no", code="200"), Operation.HIDE)
    channels.report_error(channel, errors.Refused("no", code="368"), Operation.REPLY)
    shown = page(signed_in(administrator), "channel", channel.pk)
    for words in (
        "Grant it at the platform",
        "People do it by hand until it works",
        "What changes something shows when it is first done",
        "pages_manage_engagement",
        "By hand, since the platform's API has none of it: report it to the platform",
    ):
        assert words in shown, words


def test_webhooks_token_and_old_alarms_stand_on_the_channels_page(signed_in: SignIn, administrator: User) -> None:
    channel, now = connected(), timezone.now()
    Subscription.objects.create(channel=channel, url="https://e.test/hooks/1/", state="dropped", code="not_subscribed")
    TokenLife.objects.update(ends_at=now + timedelta(days=3), can_refresh=False)
    alarms.raise_alarm(channel, Alarm.Kind.GAP, "failing")
    alarms.close_alarm(channel, Alarm.Kind.GAP)
    Alarm.objects.update(filled_at=now)
    shown = page(signed_in(administrator), "channel", channel.pk)
    assert "Sends no webhooks (not_subscribed)" in shown
    assert "It cannot be refreshed. Connect the channel again before." in shown
    assert "Not read (failing)" in shown
    assert "everything written meanwhile was read" in shown


def test_a_channel_that_is_behind_says_so_although_no_worker_raised_an_alarm(
    signed_in: SignIn, administrator: User
) -> None:
    channel = connected()
    long_ago = timezone.now() - timedelta(hours=1)
    Channel.objects.update(connected_at=long_ago, last_polled_at=long_ago)
    shown = page(signed_in(administrator), "channel", channel.pk)
    assert "It was not read since" in shown
    assert "Check that a worker is running." in shown


def test_the_end_of_a_version_of_linkedins_api_is_told_two_months_before(
    signed_in: SignIn, administrator: User
) -> None:
    today = timezone.localdate()
    for years, told in ((1, True), (0, False)):
        version = f"{today.year - years}{today:%m}"
        new = channels.NewChannel("linkedin", "urn:li:organization:1", "Our page", api_version=version)
        channel = channels.add_channel(new, Credentials("t"))
        shown = page(signed_in(administrator), "channel", channel.pk)
        assert (f"LinkedIn may refuse version {version} of its API" in shown) == told


def test_a_check_of_credentials_that_were_replaced_meanwhile_says_nothing_of_the_new_ones(
    signed_in: SignIn, administrator: User
) -> None:
    channel, check = connected(), checking.Check()
    payload: dict[str, JSON] = {"channel_id": channel.pk}
    prepared = check.prepare(payload, TaskInfo(1, 1, outcome_unknown=False))
    other = Checked((), trouble="other_account")
    channels.add_channel(channels.NewChannel("facebook", "page-1", "Our Page"), Credentials("a new token"))
    with transaction.atomic():
        check.settle(payload, prepared, checking._out(checking.Result(other)))
    assert Channel.objects.get().mode == "connected"
    with transaction.atomic():
        checking.note(channel, checking.Result(other))
    assert Channel.objects.get().mode == "off"
    assert "the channel was switched off" in page(signed_in(administrator), "channel", channel.pk)


def test_checking_asks_a_worker(signed_in: SignIn, administrator: User) -> None:
    channel = connected()
    signed_in(administrator).post(reverse("desk:channel_check", args=[channel.pk]))
    assert open_tasks("channels.check").count() == 1


def test_nothing_is_asked_of_a_channel_that_is_not_connected(signed_in: SignIn, administrator: User) -> None:
    channel = connected()
    Channel.objects.update(mode=Channel.Mode.ASSISTED)
    answer = signed_in(administrator).post(reverse("desk:channel_check", args=[channel.pk]), follow=True)
    assert "so nothing is asked of the platform" in answer.content.decode()
    assert not open_tasks("channels.check").exists()


def test_new_credentials_leave_the_webhook_secret_as_it_is(signed_in: SignIn, administrator: User) -> None:
    channel, browser = connected(), signed_in(administrator)
    where = f"{reverse('desk:connect_form', args=['facebook'])}?channel={channel.pk}"
    assert browser.get(where).content.decode().count("what was given before stays") == 3
    sent = {"name": "Our Page", "account": "page-1", "token": "another", "base_url": "", "service": ""}
    assert browser.post(where, sent).status_code == 302
    keys = channels.credentials(Channel.objects.get())
    assert (keys.token, keys.secrets, keys.verify_token) == ("another", ("a-secret",), "v")


def test_a_new_secret_is_taken_and_the_refusal_of_the_same_one_is_said(signed_in: SignIn, administrator: User) -> None:
    channel = connected()
    browser, where = signed_in(administrator), reverse("desk:channel_secret", args=[channel.pk])
    same = browser.post(where, {"secret": "a-secret", "hours": "48"})
    assert same.status_code == 422
    assert "That is the secret already" in same.content.decode()
    browser.post(where, {"secret": "the-next", "hours": "24"})
    assert channels.credentials(Channel.objects.get()).secrets == ("the-next", "a-secret")
    assert "Counts until" in page(browser, "channel", channel.pk)
    assert Entry.objects.get(kind="channel.secret_changed").actor == f"person:{administrator.pk}"
