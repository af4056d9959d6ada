"""`evenhand work`: what it is told reaches the worker; SIGTERM ends it in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from evenhand.cli import ready
from evenhand.cli.work import work
from evenhand.store import guards
from evenhand.work import running
from evenhand.work.worker import Options


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is asked before a worker begins, without the database: that it was asked."""
    asked: list[bool] = []

    def nothing_to_do() -> int:
        asked.append(True)
        return 0

    monkeypatch.setattr(ready, "erase_again", nothing_to_do)
    monkeypatch.setattr(guards, "stand", lambda _connection: [])
    return asked


def test_one_thread_is_a_plain_worker(monkeypatch: pytest.MonkeyPatch, opened: list[bool]) -> None:
    seen: list[Options] = []
    monkeypatch.setattr(running, "run_worker", seen.append)
    work(lanes=4, threads=1, lease=12)
    assert seen == [Options(lanes=4, lease=timedelta(seconds=12))]
    assert opened == [True]


def test_more_threads_share_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, Options]] = []
    monkeypatch.setattr(running, "run_embedded", lambda threads, options: seen.append((threads, options)))
    work(lanes=16, threads=3, lease=30)
    assert seen == [(3, Options())]


def test_a_worker_process_waits_for_its_tables_and_ends_well_on_sigterm(tmp_path: Path) -> None:
    """Nothing was migrated yet: that is a store that does not answer, and is waited out."""
    environment = {
        **os.environ,
        "EVENHAND_DATABASE_URL": f"sqlite:///{tmp_path}/work.sqlite3",
        "EVENHAND_VAR": str(tmp_path),
        "EVENHAND_LOG": "INFO",
    }
    command = [sys.executable, "-m", "evenhand.cli.main"]
    worker = subprocess.Popen([*command, "work"], env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603  (our own command)
    try:
        assert worker.stderr is not None
        while "work.store_failed" not in worker.stderr.readline():
            assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.wait()
        assert worker.stderr is not None
        worker.stderr.close()
