"""Reading what others wrote: nothing raises, and what comes out can be stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.platforms import reading
from evenhand.platforms.errors import NotUnderstood

ANY = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)


@pytest.mark.parametrize(
    ("given_value", "moment"),
    [
        ("2026-11-20T09:15:16+0000", datetime(2026, 11, 20, 9, 15, 16, tzinfo=UTC)),
        ("2026-11-20T09:15:16.500Z", datetime(2026, 11, 20, 9, 15, 16, 500_000, tzinfo=UTC)),
        ("2026-11-20T09:15:16", datetime(2026, 11, 20, 9, 15, 16, tzinfo=UTC)),
        ("2026-11-20T01:15:16-08:00", datetime(2026, 11, 20, 9, 15, 16, tzinfo=UTC)),
        (1763630116, datetime(2025, 11, 20, 9, 15, 16, tzinfo=UTC)),
        (1763630116000, datetime(2025, 11, 20, 9, 15, 16, tzinfo=UTC)),
        ("1763630116000", datetime(2025, 11, 20, 9, 15, 16, tzinfo=UTC)),
        ("yesterday", None),
        (float("nan"), None),
        (10**30, None),
        ("0001-01-01T00:00:00+23:00", None),
        (True, None),
        (None, None),
        ({}, None),
    ],
)
def test_times(given_value: object, moment: datetime | None) -> None:
    assert reading.when(given_value) == moment


@pytest.mark.parametrize(
    ("given_value", "external_id"),
    [
        ("1_2", "1_2"),
        (4401, "4401"),
        (" 7 ", "7"),
        (True, ""),
        ("a\x00", ""),
        ("\ud800", ""),
        ("\u202e1", ""),
        ("x" * 301, ""),
        (10**60, ""),
        (None, ""),
        (1.5, ""),
    ],
)
def test_ids(given_value: object, external_id: str) -> None:
    assert reading.ident(given_value) == external_id


def test_hundred_thousand_characters_and_marks_that_turn_the_line_are_kept() -> None:
    text = "\u202eabc\u200f " * 20_000
    assert reading.words(text) == text


@given(ANY)
def test_nothing_raises_and_all_of_it_can_be_stored(value: object) -> None:
    moment = reading.when(value)
    assert moment is None or moment.tzinfo is UTC
    assert "\x00" not in reading.words(value)
    reading.words(value).encode()
    reading.ident(value).encode()
    assert list(reading.objects(value)) == []
    reading.dig(value, "a", "b")


def test_objects_and_digging() -> None:
    assert list(reading.objects([1, {"a": 1}, None])) == [{"a": 1}]
    assert reading.dig({"a": {"b": 2}}, "a", "b") == 2
    assert reading.dig({"a": 1}, "a", "b") is None


def test_json_that_is_no_object_is_not_understood() -> None:
    assert reading.parse(json.dumps({"a": 1}).encode(), who="x") == {"a": 1}
    for raw, code in ((b"[]", "not_an_object"), (b"{", "not_json")):
        with pytest.raises(NotUnderstood) as caught:
            reading.parse(raw, who="x")
        assert caught.value.code == code
