"""X is connected only on a recorded plan; assisted, nothing goes to a platform; the database holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import factories as make
from tests.house import MONDAY_NOON

from evenhand.channels import doors, modes
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel, EnterprisePlan
from evenhand.channels.modes import ChannelError
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.polling import enqueue_polls
from evenhand.intake.watching import unread_since
from evenhand.records.models import Entry
from evenhand.work.testing import open_tasks

pytestmark = pytest.mark.django_db
KEYS = Credentials("token", ("secret",), "v")


def x(**more: object) -> Channel:
    return add_channel(NewChannel("x", "77", "Ours", **more), KEYS)  # type: ignore[arg-type]  # parts of a NewChannel


def test_x_is_assisted_until_a_plan_is_told() -> None:
    channel = x()
    assert channel.mode == "assisted"
    assert enqueue_polls(MONDAY_NOON) == 0
    assert x(plan=make.plan()).mode == "connected"
    assert enqueue_polls(MONDAY_NOON) == 1
    assert x().mode == "connected", "new credentials leave the plan where it is"
    assert EnterprisePlan.objects.get().confirmed_on == date(2024, 11, 4)


def test_connecting_x_without_one_is_refused_with_what_to_do() -> None:
    with pytest.raises(ChannelError, match="Record who confirmed it, when and in which document"):
        x(mode="connected")
    assert not Channel.objects.exists()
    with pytest.raises(ChannelError, match="Record who confirmed it") as caught:
        modes.set_mode(x(), "connected", actor="person:1")
    assert caught.value.field == "mode"


def test_the_database_connects_no_x_without_a_plan() -> None:
    channel = x()
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(mode="connected")
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(platform="x", external_id="78", name="Another", base_url="https://api.x.com")
    connected = x(plan=make.plan())
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=connected.pk).update(plan=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confirmed_by": " "}, "confirmed_by"),
        ({"document": ""}, "document"),
        ({"confirmed_on": date(2999, 1, 1)}, "confirmed_on"),
    ],
)
def test_a_plan_says_who_when_and_where(change: dict[str, object], field: str) -> None:
    with pytest.raises(ChannelError) as caught:
        modes.set_mode(x(), "connected", actor="person:1", plan=replace(make.plan(), **change))  # type: ignore[arg-type]  # parts of a Plan
    assert caught.value.field == field
    assert not EnterprisePlan.objects.exists()


def test_each_change_is_on_record_and_shuts_the_door_for_webhooks(django_capture_on_commit_callbacks: object) -> None:
    channel = x(plan=make.plan())
    assert doors.door("x", "77") is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's own fixture
        modes.set_mode(channel, "assisted", actor="person:5")
    assert doors.door("x", "77") is None
    entry = Entry.objects.get(kind="channel.mode_changed")
    assert (entry.actor, entry.facts["from"], entry.facts["to"]) == ("person:5", "connected", "assisted")
    assert "Kit Marsh" not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("way", ["at the desk", "with new credentials"])
def test_what_nobody_read_meanwhile_is_read_whole_once_it_is_connected_again(way: str) -> None:
    channel = x(plan=make.plan())
    assert channel.back_fill_from is None, "at first everything is read anyway"
    long_ago = timezone.now() - timedelta(days=40)
    modes.set_mode(channel, "assisted", actor="person:5")
    Channel.objects.update(last_polled_at=long_ago, connected_at=long_ago)
    if way == "at the desk":
        modes.set_mode(channel, "connected", actor="person:5")
        assert open_tasks("channels.check").count() == 1
    else:
        x()
    again = Channel.objects.get()
    assert again.mode == "connected"
    assert again.back_fill_from is not None
    assert unread_since(again, timezone.now()) is None, "and that it was not read is no alarm"
    modes.set_mode(channel, "connected", actor="person:5")
    assert open_tasks("channels.check").count() <= 1, "it was connected already"


def test_nothing_is_connected_without_a_token() -> None:
    channel = add_channel(NewChannel("facebook", "1", "Ours", mode="assisted"), Credentials())
    with pytest.raises(ChannelError, match="No token"):
        modes.set_mode(channel, "connected", actor="person:1")
    with pytest.raises(ChannelError, match="Choose how"):
        modes.set_mode(channel, "sideways", actor="person:1")
    with pytest.raises(ChannelError, match="is no mode"):
        add_channel(NewChannel("facebook", "2", "Ours", mode="sideways"), Credentials())
