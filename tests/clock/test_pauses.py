"""Pauses move a due time by the working time they took, once, and never bring it nearer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.calendars import calendars, moments, spans

from evenhand.clock import Calendar, Pause, due_after, moderation_days, working_between
from evenhand.clock.days import LONDON

MONDAY = datetime(2026, 11, 23, 10, tzinfo=LONDON)
DUE = MONDAY.replace(hour=17)
pauses = st.builds(lambda start, length: Pause(start, start + length, "waiting for the author"), moments, spans)


def waiting(start: float, end: float) -> Pause:
    """So many hours after Monday at ten."""
    return Pause(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), "waiting for the author")


def test_two_hours_of_waiting_make_it_due_two_working_hours_later() -> None:
    assert due_after(DUE, [waiting(0, 2)], moderation_days()) == datetime(2026, 11, 24, 11, tzinfo=LONDON)


def test_a_night_of_waiting_moves_nothing() -> None:
    assert due_after(DUE + timedelta(days=1), [waiting(7, 22)], moderation_days()) == DUE + timedelta(days=1)


def test_pauses_that_overlap_count_once() -> None:
    one = due_after(DUE, [waiting(0, 2)], moderation_days())
    assert due_after(DUE, [waiting(0, 1.5), waiting(1, 2), waiting(0.5, 1)], moderation_days()) == one


def test_waiting_that_begins_when_it_is_overdue_moves_nothing() -> None:
    assert due_after(DUE, [waiting(8, 30)], moderation_days()) == DUE


@pytest.mark.parametrize(("start", "end", "reason"), [(0, 1, " "), (1, 0, "waiting for the author")])
def test_a_pause_without_reason_or_that_ends_before_it_starts_is_refused(start: float, end: float, reason: str) -> None:
    with pytest.raises(ValueError, match="a pause"):
        Pause(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), reason)


@given(moments, st.lists(pauses, max_size=5), calendars)
def test_a_pause_never_shortens_a_due_time(due: datetime, some: list[Pause], calendar: Calendar) -> None:
    assert due_after(due, some, calendar) >= due


@given(moments, st.lists(pauses, min_size=1, max_size=5), calendars)
def test_one_pause_more_is_never_due_earlier(due: datetime, some: list[Pause], calendar: Calendar) -> None:
    assert due_after(due, some, calendar) >= due_after(due, some[1:], calendar)


@given(moments, pauses, calendars)
def test_one_pause_moves_it_by_its_working_time(due: datetime, pause: Pause, calendar: Calendar) -> None:
    moved = working_between(due, due_after(due, [pause], calendar), calendar)
    waited = working_between(pause.started, pause.ended, calendar)
    assert moved == (waited if pause.started < due else timedelta())
