"""The running sandbox and the service on one clock in a test's hand, and the sandbox's control side."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests import clock_in_hand

from evenhand.work.testing import drain, run_sweep


class Stage:
    """One sandbox at `url`; time passes there and in the service together."""

    def __init__(self, url: str, patch: pytest.MonkeyPatch) -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=10)
        self.patch = patch
        self.passed = timedelta()
        clock_in_hand.hold(patch, self.now)

    def now(self) -> datetime:
        """The time here and there."""
        return datetime.now(UTC) + self.passed

    def tell(self, path: str, **told: object) -> dict[str, Any]:
        """Ask the control API."""
        answer: dict[str, Any] = self.http.post(f"/_sandbox/{path}", json=told).raise_for_status().json()
        return answer

    def wait(self, **how_long: float) -> None:
        """Time passes, and nobody does anything."""
        self.passed += timedelta(**how_long)
        self.tell("clock", offset_seconds=self.passed.total_seconds())

    def work(self, *sweeps: str) -> None:
        """The worker runs these sweeps, and what they enqueue."""
        for sweep in sweeps:
            run_sweep(sweep)
        drain(strict=False)

    def live(self, how_long: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        """Time passes, and the worker does its rounds."""
        end = self.passed + how_long
        while self.passed < end:
            self.wait(seconds=step.total_seconds())
            self.work("intake.poll", "intake.watch")

    def written(self, platform: str) -> dict[str, str]:
        """What the public has written there, by its id: the state that the platform shows it in."""
        answer = self.http.get("/_sandbox/contributions", params={"platform": platform}).raise_for_status().json()
        return {one["id"]: one["state"] for one in answer["contributions"] if not one["by_organisation"]}

    def entries(self, platform: str) -> list[dict[str, Any]]:
        """The ledger of one platform."""
        told = self.http.get("/_sandbox/ledger").raise_for_status().json()
        return [one for one in told["entries"] if one["platform"] == platform]

    def events(self, platform: str) -> list[str]:
        """What happened there, in order."""
        return [str(one["event"]) for one in self.entries(platform)]


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for what happens in another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)
