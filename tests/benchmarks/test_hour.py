"""The hour's run: its clock in processes and database, and that its counts see what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks.faults.hour import PARAMS, SHARES
from benchmarks.faults.hour_counts import lost, unreconciled
from benchmarks.faults.hour_worker import longer
from benchmarks.faults.moved import VARIABLE, Moved
from tests import factories as make

from evenhand.sandbox.wire.faults import KNOWN

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import time
from benchmarks.faults.moved import Moved
before = time.monotonic()
Moved.told().install()
from datetime import UTC, datetime
first = datetime.now(UTC).timestamp()
time.sleep(0.3)
print(first, datetime.now(UTC).timestamp() - first, time.monotonic() - before)
"""


def test_a_process_goes_with_the_clock_and_waits_in_real_time() -> None:
    clock = Moved(time.time(), 2_000_000_000.0, 100.0)
    environment = {**os.environ, VARIABLE: clock.as_text(), "PYTHONPATH": f"{ROOT}/src:{ROOT}"}
    told = subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-c", LOOK], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, passed, waited = (float(each) for each in told.stdout.split())
    assert first >= 2_000_000_000
    assert passed > 20  # a hundred times 0.3 seconds, to within what a busy machine makes of it
    assert waited < passed


def test_the_database_s_clock_is_told_the_same() -> None:
    sql = Moved(1_000_000_000.0, 2_000_000_000.0, 12.0).sql()
    assert "'2033-05-18 03:33:20+00:00'::timestamptz" in sql
    assert "'2001-09-09 01:46:40+00:00'::timestamptz) * 12.0" in sql


def test_leases_are_written_in_the_house_s_time() -> None:
    assert longer(lambda *given: given, 12)("owner", 3, timedelta(seconds=2)) == ("owner", 3, timedelta(seconds=24))


def test_every_fault_is_on() -> None:
    assert set(SHARES) == set(KNOWN)
    assert set(PARAMS) <= set(KNOWN)
    assert json.loads(Moved(1.0, 2.0, 3.0).as_text()) == {"real": 1.0, "ours": 2.0, "rate": 3.0}


ROW: dict[str, str] = {
    "platform": "facebook",
    "id": "1_1",
    "kind": "comment",
    "parent": "",
    "state": "visible",
    "text": "Hello",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, ["facebook 1_1 (comment, visible) is held 0 times"]),
        ({"state": "hidden"}, ["facebook 1_1 (comment, hidden) is held 0 times"]),
        ({"state": "removed_by_author"}, []),  # taken back before anybody could see it
        ({"platform": "youtube", "parent": "0", "state": "held"}, []),  # YouTube shows such a one to nobody
    ],
)
def test_what_nobody_holds_is_lost(changed: dict[str, str], broken: list[str]) -> None:
    assert list(lost([ROW | changed])) == broken


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, ""),
        ({"state": "visible"}, "is visible there and hidden here"),
        ({"state": "removed_by_author"}, "is gone there and hidden here"),
        ({"text": "Edited"}, "reads otherwise there"),
    ],
)
def test_what_the_platform_shows_otherwise_is_not_reconciled(changed: dict[str, str], broken: str) -> None:
    held = make.contribution("Hello", state="hidden")
    row = ROW | {"id": held.external_id, "state": "hidden"} | changed
    assert list(unreconciled([row])) == ([f"facebook {held.external_id} (comment) {broken}"] if broken else [])
