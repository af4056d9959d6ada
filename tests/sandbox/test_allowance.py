"""Each platform's own limits: counted, told in its dialect, and anew when they should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from tests.sandbox.helpers import Json, Sandbox

from evenhand.sandbox.state.model import PLATFORMS
from evenhand.sandbox.wire.allowance import Allowance, Day, Rolling, Window
from evenhand.sandbox.youtube.quota import PACIFIC

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def spends(allowance: Allowance, times: int, at: datetime) -> list[bool]:
    return [allowance.spend(1, at) for _ in range(times)]


def test_a_day_ends_at_its_own_midnight() -> None:
    day = Day("units", 3, PACIFIC, scale=1)
    assert spends(day, 4, NOON) == [True, True, True, False]
    assert day.resets_at(NOON) == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert not day.spend(1, NOON + 19 * HOUR)
    assert day.spend(1, NOON + 20 * HOUR)


def test_a_window_opens_with_the_first_call() -> None:
    window = Window("hidden", 2, HOUR / 4, scale=1)
    assert window.resets_at(NOON) == NOON + HOUR / 4
    assert spends(window, 3, NOON) == [True, True, False]
    assert window.resets_at(NOON + HOUR / 8) == NOON + HOUR / 4
    assert window.spend(1, NOON + HOUR / 4)


def test_a_rolling_hour_is_lengthened_by_calling_on() -> None:
    rolling = Rolling("calls", 2, HOUR, scale=1)
    assert rolling.spend(1, NOON)
    assert rolling.spend(1, NOON + HOUR / 2)
    assert rolling.resets_at(NOON + HOUR / 2) == NOON + HOUR
    assert not rolling.spend(1, NOON + HOUR / 2)
    assert rolling.resets_at(NOON + HOUR / 2) == NOON + HOUR * 1.5
    assert not rolling.spend(1, NOON + HOUR)


def test_what_was_refused_is_counted_and_never_used() -> None:
    day = Day("units", 100, UTC, scale=0.5)
    assert day.spend(50, NOON)
    assert not day.spend(1, NOON)
    told = day.as_json(NOON)
    assert {name: told[name] for name in ("limit", "used", "most_used", "calls", "refused")} == {
        "limit": 50,
        "used": 50,
        "most_used": 50,
        "calls": 2,
        "refused": 1,
    }


ASK = {"facebook": "me", "instagram": "me", "x": "users/me", "linkedin": "posts", "youtube": "channels"}
SCALES = {"facebook": 0.0005, "instagram": 0.0005, "x": 0.027, "linkedin": 0.004, "youtube": 0.0002}  # two calls each
LATER = {"facebook": 3_700, "instagram": 3_700, "x": 901, "linkedin": 86_400, "youtube": 90_000}


@contextmanager
def narrow(sandbox: Sandbox, platform: str, scale: float) -> Iterator[None]:
    sandbox.control("clock", offset_seconds=400 * 86_400)  # away from what was counted before
    sandbox.control("limits", platform=platform, scale=scale)
    try:
        yield
    finally:
        sandbox.control("limits", platform=platform, scale=1000)


def limit(sandbox: Sandbox, platform: str, name: str) -> Json:
    found: list[Json] = sandbox.look("limits", platform=platform)["limits"]
    return next(each for each in found if each["name"] == name)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_says_no_when_its_own_limit_is_used_up(sandbox: Sandbox, platform: str) -> None:
    version = {"linkedin-version": f"{datetime.now(UTC) + timedelta(days=400):%Y%m}"} if platform == "linkedin" else {}
    name = {"x": "me", "youtube": "units"}.get(platform, "calls")
    refused = {"x": 429, "linkedin": 429, "youtube": 403}.get(platform, 400)
    with narrow(sandbox, platform, SCALES[platform]):
        before = limit(sandbox, platform, name)["refused"]
        statuses = [sandbox.call(platform, "GET", ASK[platform], headers=version).status_code for _ in range(3)]
        assert statuses[2] == refused
        assert refused not in statuses[:2]
        told = limit(sandbox, platform, name)
        assert (told["limit"], told["used"], told["refused"] - before) == (2, 2, 1)
        sandbox.control("clock", offset_seconds=400 * 86_400 + LATER[platform])
        assert sandbox.call(platform, "GET", ASK[platform], headers=version).status_code != refused


def test_meta_tells_the_share_and_the_minutes_before_it_refuses(sandbox: Sandbox) -> None:
    with narrow(sandbox, "facebook", 0.0005):
        half, full, over = [sandbox.call("facebook", "GET", "me") for _ in range(3)]
    assert json.loads(half.headers["x-app-usage"])["call_count"] == 50
    assert '"estimated_time_to_regain_access": 0' in half.headers["x-business-use-case-usage"]
    assert json.loads(full.headers["x-app-usage"])["call_count"] == 100
    assert '"estimated_time_to_regain_access": 60' in full.headers["x-business-use-case-usage"]
    assert over.json()["error"]["code"] == 80001
