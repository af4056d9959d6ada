"""How often an address may use a form, and that no address is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from evenhand.people import visits
from evenhand.people.models import DayKey, Visit

pytestmark = pytest.mark.django_db
HOME, NEXT_DOOR = "192.0.2.7", "192.0.2.8"


def test_more_than_the_most_in_an_hour_is_too_many() -> None:
    assert [visits.too_many(HOME, "appeal", 2) for _ in range(4)] == [False, False, True, True]
    assert not visits.too_many(NEXT_DOOR, "appeal", 2)
    assert not visits.too_many(HOME, "outcome", 2)


def test_the_next_hour_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [visits.too_many(HOME, "appeal", 1) for _ in range(2)] == [False, True]
    later = timezone.localtime() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "localtime", lambda *_: later)
    assert not visits.too_many(HOME, "appeal", 1)


def test_no_address_is_kept_and_tomorrow_its_digest_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    visits.too_many(HOME, "appeal", 1)
    today = Visit.objects.get().digest
    assert HOME not in str(Visit.objects.values_list()) + str(DayKey.objects.values_list())
    tomorrow: datetime = timezone.localtime() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localtime", lambda *_: tomorrow)
    visits.too_many(HOME, "appeal", 1)
    assert Visit.objects.exclude(digest=today).count() == 1
    visits.forget()
    assert DayKey.objects.get().day == tomorrow.date()
    assert Visit.objects.get().digest != today


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2:bbbb::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", HOME, True),
        ("nonsense", "other nonsense", True),
    ],
)
def test_of_ipv6_the_network_counts(one: str, other: str, *, same: bool) -> None:
    visits.too_many(one, "appeal", 1)
    assert visits.too_many(other, "appeal", 1) == same
