"""Connecting a channel and its troubles, by eye and for everybody, on a phone too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.channels import alarms
from evenhand.channels import services as channels
from evenhand.channels.models import Alarm, Channel, Subscription, TokenLife
from evenhand.platforms import errors
from evenhand.platforms.interface import Operation, Platform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_channel_is_connected_and_its_page_says_what_to_do(sign_in: Callable[..., Page]) -> None:
    page = sign_in(stories.user("adm", "administrator", shown="Adi Min"))
    check(page, "/desk/channels/", (1280, 390))
    page.get_by_role("button", name="Connect a channel").click()
    check(page, "/desk/channels/connect/", (1280, 390))
    seen(page, "connect")
    page.get_by_role("link", name="Facebook").click()
    page.get_by_role("button", name="Connect and check").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "connect-form-errors")
    page.get_by_label("Name of the channel").fill("Harbourside Prisons")
    page.get_by_label("Page id").fill("108200300400500")
    page.get_by_label("Page token").fill("a-token")
    page.get_by_label("Address of the platform").fill("http://127.0.0.1:1")
    page.get_by_role("button", name="Connect and check").click()
    page.get_by_text("is connected and being checked").wait_for()
    channel = Channel.objects.get()
    with transaction.atomic():
        channels.report_ok(channel, Operation.LIST_COMMENTS)
        channels.report_error(channel, errors.PermissionMissing("no", code="200"), Operation.HIDE)
        channels.report_error(channel, errors.Refused("no", code="368"), Operation.BLOCK)
        TokenLife.objects.update(
            ends_at=timezone.now() + timedelta(days=5), scopes=["pages_show_list"], scopes_at=timezone.now()
        )
        Subscription.objects.filter(channel=channel).update(state="dropped", code="not_subscribed")
        alarms.raise_alarm(channel, Alarm.Kind.UNSUBSCRIBED, "not_subscribed")
    check(page, f"/desk/channels/{channel.pk}/", (1280, 390))
    seen(page, "channel")
    check(page, f"/desk/channels/{channel.pk}/secret/", (1280, 390))
    seen(page, "channel-secret")
    with transaction.atomic():
        channels.report_error(channel, errors.TokenDead("dead", code="190/460"))
        alarms.raise_alarm(channel, Alarm.Kind.GAP, "token_dead", since=timezone.now() - timedelta(minutes=11))
    stories.channel("youtube")
    check(page, "/desk/channels/", (1280, 390))
    seen(page, "channels-in-trouble")


@pytest.mark.parametrize("platform", [Platform.X, Platform.LINKEDIN, Platform.YOUTUBE, Platform.INSTAGRAM])
def test_each_guide_fits_a_phone(sign_in: Callable[..., Page], platform: Platform) -> None:
    page = sign_in(stories.user("adm", "administrator", shown="Adi Min"))
    check(page, f"/desk/channels/connect/{platform}/", (1280, 390))
    seen(page, f"connect-{platform}")
