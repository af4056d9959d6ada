"""A body's settings become its calendars and targets; what cannot be read is named with what to write instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evenhand.clock import Target, UnreadableSettingError, read_timetable
from evenhand.clock.days import LONDON

SATURDAY = datetime(2026, 11, 21, 3, tzinfo=LONDON)


def test_what_is_usual_without_settings() -> None:
    usual = read_timetable({})
    assert str(usual.first_reply) == "1 working day"
    assert usual.first_reply.due(SATURDAY, usual.replies) == datetime(2026, 11, 24, 17, tzinfo=LONDON)
    assert usual.first_look.due(SATURDAY, usual.moderation) == datetime(2026, 11, 23, 13, tzinfo=LONDON)
    assert usual.safeguarding.due(SATURDAY, usual.moderation) == datetime(2026, 11, 21, 4, tzinfo=LONDON)
    assert usual.moderation.is_working(date(2026, 12, 25))
    assert not usual.replies.is_working(date(2026, 12, 25))


def test_a_body_chooses_its_own() -> None:
    own = read_timetable(
        {
            "EVENHAND_HOURS": "mon-sat 08:30-20:00, sun 10:00-24:00",
            "EVENHAND_DIVISIONS": "scotland, northern-ireland",
            "EVENHAND_FIRST_LOOK": "2  Working hours",
        }
    )
    assert own.first_look == Target(2, "working hour")
    assert own.first_look.due(SATURDAY, own.moderation) == datetime(2026, 11, 21, 10, 30, tzinfo=LONDON)
    assert own.moderation.add_days(SATURDAY, 1) == datetime(2026, 11, 23, 0, tzinfo=LONDON)
    assert not own.replies.is_working(date(2026, 11, 30))


def test_a_body_that_replies_on_bank_holidays_names_no_division() -> None:
    assert read_timetable({"EVENHAND_DIVISIONS": ""}).replies.is_working(date(2026, 12, 25))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("EVENHAND_HOURS", "always", "‘always’ is no day with its hours"),
        ("EVENHAND_HOURS", "mon-fri 9-5", "no day with its hours"),
        ("EVENHAND_HOURS", "mon-fry 09:00-17:00", "‘fry’ is none of mon"),
        ("EVENHAND_HOURS", "fri-mon 09:00-17:00", "‘mon’ comes before ‘fri’"),
        ("EVENHAND_HOURS", "mon 09:00-17:00, mon 10:00-11:00", "‘mon’ is named twice"),
        ("EVENHAND_HOURS", "mon 25:00-26:00", "hour must be in 0..23"),
        ("EVENHAND_HOURS", "mon 17:00-09:00", "must end after they begin"),
        ("EVENHAND_DIVISIONS", "wales", "‘wales’ is none of england-and-wales"),
        ("EVENHAND_FIRST_REPLY", "soon", "no number from 1 on"),
        ("EVENHAND_FIRST_LOOK", "0 working hours", "no number from 1 on"),
        ("EVENHAND_RESOLUTION", "5 fortnights", "no number from 1 on"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_write(name: str, text: str, says: str) -> None:
    with pytest.raises(UnreadableSettingError) as caught:
        read_timetable({name: text})
    assert str(caught.value).startswith(f"{name} is ‘{text}’: ")
    assert says in str(caught.value)
    assert "Write it like ‘" in str(caught.value)


def test_a_target_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        Target(0, "hour")
