"""Word of a channel's alarm reaches the engineer, says what to do, and says when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from evenhand.care.engineers import TellOfAlarm
from evenhand.care.on_call import OnCall
from evenhand.channels import alarms
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Alarm, Channel
from evenhand.channels.services import NewChannel
from evenhand.work.testing import drain
from evenhand.work.types import JSON, TaskInfo

pytestmark = pytest.mark.django_db


def connected() -> Channel:
    return channels.add_channel(NewChannel("facebook", "page-1", "Our page"), Credentials("t", ("s",), "v"))


def test_the_engineer_is_told_what_to_do_and_that_it_is_over(settings: Settings) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",), desk="https://evenhand.test", engineer_emails=("e@example.uk",))
    channel = connected()
    alarms.raise_alarm(channel, Alarm.Kind.TOKEN_DEAD, "190")
    drain()
    (sent,) = mail.outbox
    assert sent.to == ["e@example.uk"]
    assert sent.subject == "Evenhand: Our page on Facebook: credentials no longer work"
    assert "Connect the channel again" in sent.body
    assert "https://evenhand.test/desk/channels/" in sent.body
    assert Alarm.objects.get().told_at is not None
    alarms.close_alarm(channel, Alarm.Kind.TOKEN_DEAD)
    drain()
    assert [one.subject for one in mail.outbox][1:] == ["Evenhand: Our page on Facebook is well again"]


def test_where_no_engineer_is_named_those_on_call_are_told(settings: Settings) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",))
    alarms.raise_alarm(connected(), Alarm.Kind.GAP, "throttled")
    drain()
    assert mail.outbox[0].to == ["duty@example.gov.uk"]
    assert "told us to wait" in mail.outbox[0].body


def test_where_there_is_nobody_the_alarm_says_so(settings: Settings) -> None:
    settings.ON_CALL = OnCall()
    alarms.raise_alarm(connected(), Alarm.Kind.GAP)
    drain()
    alarm = Alarm.objects.get()
    assert (alarm.told_at, alarm.told_code) == (None, "nobody")


def test_what_could_not_be_sent_stands_on_the_alarm(settings: Settings) -> None:
    settings.ON_CALL = OnCall(webhook="http://127.0.0.1:1/hook")
    alarms.raise_alarm(connected(), Alarm.Kind.GAP)
    for minutes in range(0, 30, 2):
        drain(now=timezone.now() + timedelta(minutes=minutes))
    assert Alarm.objects.get().told_code == "ConnectError"


def test_one_that_ends_while_word_of_it_is_on_its_way_is_told_to_be_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",))
    channel, prepare = connected(), TellOfAlarm.prepare

    def then_it_ends(self: TellOfAlarm, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        prepared = prepare(self, payload, info)
        alarms.close_alarm(channel, Alarm.Kind.GAP)
        return prepared

    monkeypatch.setattr(TellOfAlarm, "prepare", then_it_ends)
    alarms.raise_alarm(channel, Alarm.Kind.GAP)
    drain()
    drain()
    first, second = mail.outbox
    assert "is well again" not in first.subject
    assert second.subject == "Evenhand: Our page on Facebook is well again"


def test_one_that_ended_before_anybody_was_told_wakes_nobody(settings: Settings) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",))
    channel = connected()
    alarms.raise_alarm(channel, Alarm.Kind.GAP)
    alarms.close_alarm(channel, Alarm.Kind.GAP)
    drain()
    assert mail.outbox == []
