"""SQL kept in files, one statement each, run on the connection of the caller's transaction.

For what runs a dozen times a contribution, always the same: written out it costs a fifth of what building it anew
through the ORM costs. What happens rarely stays in the ORM. Parameters are named; times are aware.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Statements:
    """The statements in one room's `sql/` folder: `NAME.sql`, or `NAME.VENDOR.sql` where the stores differ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._text = cache(self._read)

    def rows(self, name: str, /, *, lock: str = "", **parameters: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 (what a column holds)
        """Run a query; `lock` ('FOR UPDATE ...') is added on a store that locks rows, while in a transaction."""
        store = connections[DEFAULT_DB_ALIAS]
        text = self._text(name, store.vendor)
        if lock and store.features.has_select_for_update:
            text = f"{text} {lock}"
        with store.cursor() as cursor:
            cursor.execute(text, bound(parameters, store))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def change(self, name: str, /, **parameters: Any) -> int:  # noqa: ANN401 (what a column holds)
        """Run a statement that changes rows; how many it changed."""
        store = connections[DEFAULT_DB_ALIAS]
        with store.cursor() as cursor:
            cursor.execute(self._text(name, store.vendor), bound(parameters, store))
            return int(cursor.rowcount)

    def text(self, name: str) -> str:
        """The text of one statement for the store in use."""
        return self._text(name, connections[DEFAULT_DB_ALIAS].vendor)

    def _read(self, name: str, vendor: str) -> str:
        own = self.folder / f"{name}.{vendor}.sql"
        return (own if own.exists() else self.folder / f"{name}.sql").read_text("utf-8")


def bound(parameters: dict[str, Any], store: BaseDatabaseWrapper | None = None) -> dict[str, Any]:
    """Parameters as the store takes them: SQLite keeps times as text."""
    adapt = (store or connections[DEFAULT_DB_ALIAS]).ops.adapt_datetimefield_value
    return {name: adapt(value) if isinstance(value, datetime) else value for name, value in parameters.items()}
