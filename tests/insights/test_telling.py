"""Whoever owns the policy is mailed where too much is reversed under a guideline: once, and again after a week."""

from __future__ import annotations

import pytest
from django.core import mail
from pytest_django import Settings
from tests import factories as make
from tests.house import House

from evenhand.care.on_call import OnCall
from evenhand.people.models import User
from evenhand.work.testing import run_sweep


@pytest.fixture
def owner(house: House) -> User:
    found = house.person("pol", "policy_owner")
    User.objects.filter(pk=found.pk).update(email="owner@example.gov.uk")
    return found


def much_is_reversed(house: House) -> None:
    """Twelve hidden, three of them found to be no breach."""
    for number in range(12):
        about = make.contribution()
        make.decision(about, house.policy, measures="hide")
        if number < 3:
            make.decision(about, house.policy, "none", verdict="no_breach", measures="unhide")


def swept(house: House, days: float = 0) -> int:
    """The sweep comes round, so many days later; how many mails there are by then."""
    house.wait(days * 24 * 60)
    run_sweep("insights.watch_reversals", now=house.now)
    house.run()
    return len(mail.outbox)


@pytest.mark.usefixtures("owner")
def test_the_policy_owner_is_told_once_and_again_after_a_week(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",), desk="https://evenhand.test")
    assert swept(house) == 0
    much_is_reversed(house)
    assert swept(house) == 1
    (sent,) = mail.outbox
    assert sent.to == ["owner@example.gov.uk"]
    assert "3 of 12 hides and deletions" in sent.body
    assert "https://evenhand.test/desk/quality/" in sent.body
    assert house.entries("quality.reversals_told")[-1].facts == {"hidden": 12, "reversed": 3}
    assert [swept(house, 1 / 24), swept(house, 1), swept(house, 3)] == [1, 1, 1]
    assert swept(house, 4) == 2
    assert swept(house, 7 - 1 / 24) == 3, "a sweep that comes a little earlier in the day than last week's is in time"


def test_where_no_owner_has_an_address_those_on_call_are_told(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("duty@example.gov.uk",))
    much_is_reversed(house)
    assert swept(house) == 1
    assert mail.outbox[0].to == ["duty@example.gov.uk"]


def test_where_there_is_nobody_the_record_says_so_and_it_is_tried_the_next_day(
    house: House, settings: Settings
) -> None:
    settings.ON_CALL = OnCall()
    much_is_reversed(house)
    assert swept(house) == 0
    assert house.entries("quality.reversals_not_told")[-1].facts["code"] == "nobody"
    settings.ON_CALL = OnCall(("duty@example.gov.uk",))
    assert swept(house, 1) == 1


def test_what_could_not_be_sent_is_on_record(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall(webhook="http://127.0.0.1:1/hook")
    much_is_reversed(house)
    swept(house)
    for _ in range(12):
        house.wait(10)
        house.run()
    assert house.entries("quality.reversals_not_told")[-1].facts["code"] == "ConnectError"
