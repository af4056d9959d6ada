"""A moment as the public reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.clock import said
from evenhand.clock.spoken import DAYS, MONTHS


@pytest.mark.parametrize(
    ("moment", "english", "welsh"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "9am on Monday 23 November", "9yb ddydd Llun 23 Tachwedd"),
        (datetime(2026, 4, 7, 8, 30, tzinfo=UTC), "8:30am on Tuesday 7 April", "8:30yb ddydd Mawrth 7 Ebrill"),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), "midday on Thursday 1 January", "hanner dydd ddydd Iau 1 Ionawr"),
        (datetime(2026, 8, 1, 0, tzinfo=UTC), "midnight on Saturday 1 August", "hanner nos ddydd Sadwrn 1 Awst"),
        (datetime(2026, 8, 2, 0, 5, tzinfo=UTC), "12:05am on Sunday 2 August", "12:05yb ddydd Sul 2 Awst"),
        (datetime(2026, 8, 5, 23, 59, tzinfo=UTC), "11:59pm on Wednesday 5 August", "11:59yp ddydd Mercher 5 Awst"),
    ],
)
def test_as_people_say_it(moment: datetime, english: str, welsh: str) -> None:
    assert said(moment) == english
    assert said(moment, "cy") == welsh


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_language_that_is_not_known_is_said_in_english(moment: datetime) -> None:
    assert said(moment, "fr") == said(moment)
    assert said(moment).endswith(f" {moment.day} {MONTHS['en'][moment.month - 1]}")
    assert DAYS["cy"][moment.weekday()] in said(moment, "cy")
