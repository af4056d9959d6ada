"""The demo's check as a user runs it: every built promise kept, and every planted fault seen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = range(1, 12)


def demo(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EVENHAND_")}
    environment["PYTHONPATH"] = str(ROOT / "src")
    return subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", "evenhand.demo", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_every_built_promise_is_kept_and_every_planted_fault_is_seen() -> None:
    done = demo("--break-all", "--seconds", "30")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    for number in BUILT:
        kept = re.search(rf"promise +{number} +kept \((\d+) checks\)", done.stdout)
        assert kept, done.stdout
        assert int(kept.group(1)) > 0
        assert re.search(rf"planted a fault against promise {number}: BROKEN", done.stdout), done.stdout


@pytest.mark.deep
@pytest.mark.parametrize("number", BUILT)
def test_a_planted_fault_exits_1(number: int) -> None:
    done = demo("--break", str(number), "--seconds", "45")
    assert done.returncode == 1, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(rf"promise +{number} +BROKEN", done.stdout), done.stdout
