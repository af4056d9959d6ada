"""The queue's own SQL: what it runs for every task, in `sql/`."""

from __future__ import annotations

from pathlib import Path

from evenhand.store.statements import Statements

_queue = Statements(Path(__file__).resolve().parent / "sql")
rows, change = _queue.rows, _queue.change
