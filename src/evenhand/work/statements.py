"""The queue's own SQL: what it runs for every task, in `sql/`."""

from __future__ import annotations

from pathlib import Path

from evenhand.store.statements import Statements, bound

__all__ = ["bound", "change", "locking", "rows", "text"]

_queue = Statements(Path(__file__).resolve().parent / "sql")
rows, change, locking, text = _queue.rows, _queue.change, _queue.locking, _queue.text
