"""Alarms about channels: raised once, told, on record, closed; after those that lose news comes a back-fill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evenhand.channels import alarms
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Alarm, Channel
from evenhand.channels.services import NewChannel
from evenhand.platforms import errors
from evenhand.records.models import Entry

pytestmark = pytest.mark.django_db


def connected() -> Channel:
    return channels.add_channel(NewChannel("facebook", "page-1", "Our page"), Credentials("t", ("s",), "v"))


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="alarm.").order_by("pk").values_list("kind", flat=True))


def test_one_that_stands_is_not_raised_again_and_its_cause_is_kept_up() -> None:
    channel = connected()
    assert alarms.raise_alarm(channel, Alarm.Kind.GAP, "not_read")
    assert not alarms.raise_alarm(channel, Alarm.Kind.GAP, "failing")
    assert Alarm.objects.get().code == "failing"
    assert kinds() == ["alarm.raised"]


def test_closing_what_loses_news_asks_for_a_back_fill() -> None:
    channel = connected()
    assert not alarms.close_alarm(channel, Alarm.Kind.GAP)
    alarms.raise_alarm(channel, Alarm.Kind.GAP, since=timezone.now() - timedelta(minutes=11))
    assert alarms.close_alarm(channel, Alarm.Kind.GAP)
    assert Channel.objects.get().back_fill_from is not None
    assert Entry.objects.get(kind="alarm.closed").facts["seconds"] >= 660
    alarms.back_filled(channel, 3)
    assert Channel.objects.get().back_fill_from is None
    assert Alarm.objects.get().filled_at is not None


def test_a_dead_token_raises_one_and_a_new_one_closes_it() -> None:
    channel = connected()
    channels.report_error(channel, errors.TokenDead("dead", code="190/460"))
    channels.report_error(channel, errors.TokenDead("dead", code="190/460"))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.code, alarm.closed_at) == ("token_dead", "190/460", None)
    connected()
    assert Alarm.objects.get().closed_at is not None
    assert Channel.objects.get().back_fill_from is None


def test_a_token_that_works_again_closes_it() -> None:
    channel = connected()
    channels.report_error(channel, errors.TokenDead("dead", code="190"))
    channels.report_ok(channel)
    assert Alarm.objects.get().closed_at is not None
