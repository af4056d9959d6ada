"""The queue's own SQL: one statement a file in `sql/`, run on the connection of the caller's transaction.

The queue runs a dozen statements a task, the same ones each time. Written out they cost a fifth of what building
them anew through the ORM costs; what happens rarely stays in the ORM. Parameters are named; times are aware.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

SQL = Path(__file__).resolve().parent / "sql"


@cache
def statement(name: str) -> str:
    """The text of one statement."""
    return (SQL / f"{name}.sql").read_text("utf-8")


def rows(name: str, /, *, lock: str = "", **parameters: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 (what a column holds)
    """Run a query; `lock` ('FOR UPDATE ...') is added on a store that locks rows, while in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(locking(name, lock), bound(parameters))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def change(name: str, /, **parameters: Any) -> int:  # noqa: ANN401 (what a column holds)
    """Run a statement that changes rows; how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), bound(parameters))
        return int(cursor.rowcount)


def locking(name: str, lock: str) -> str:
    """A query with its lock, where the store has row locks."""
    return f"{statement(name)} {lock}" if lock and connection.features.has_select_for_update else statement(name)


def bound(parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters as the store takes them: SQLite keeps times as text."""
    adapt = connection.ops.adapt_datetimefield_value
    return {name: adapt(value) if isinstance(value, datetime) else value for name, value in parameters.items()}
