"""Guard triggers: what no table constraint can say, written in SQL files, installed after each migrate.

An app registers its guards in its AppConfig.ready(). Installing is idempotent: each guard is dropped
and made again. `uninstalled()` is for tests that empty tables between runs, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: SQL to install and to drop it, by database vendor ('sqlite', 'postgresql')."""

    name: str
    table: str
    install: dict[str, str]
    drop: dict[str, str]


_guards: dict[str, Guard] = {}


def register(guard: Guard) -> None:
    """Add a guard; registering the same name again replaces it."""
    _guards[guard.name] = guard


def registered() -> tuple[Guard, ...]:
    """Every guard known, for tests that try to break each."""
    return tuple(_guards.values())


def from_files(folder: Path, name: str, table: str) -> Guard:
    """A guard from `NAME.sqlite.sql` and `NAME.postgresql.sql`; the triggers in them are called NAME."""
    install = {vendor: (folder / f"{name}.{vendor}.sql").read_text("utf-8") for vendor in ("sqlite", "postgresql")}
    drop = {
        "sqlite": f"DROP TRIGGER IF EXISTS {name}",
        "postgresql": f"DROP TRIGGER IF EXISTS {name} ON {table}",
    }
    return Guard(name, table, install, drop)


def refuse_change(table: str, verb: str, why: str) -> Guard:
    """A guard that refuses `verb` (UPDATE or DELETE) on `table` with the sentence `why`."""
    name = f"{table}_no_{verb.lower()}"
    return Guard(
        name,
        table,
        install={
            "sqlite": f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END",
            "postgresql": (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END $$;\n"
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            ),
        },
        drop={
            "sqlite": f"DROP TRIGGER IF EXISTS {name}",
            "postgresql": f"DROP TRIGGER IF EXISTS {name} ON {table}",
        },
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Install every guard whose table exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in tables:
                cursor.execute(guard.drop[connection.vendor])
                cursor.execute(guard.install[connection.vendor])


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop every guard."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in tables:
                cursor.execute(guard.drop[connection.vendor])


@contextmanager
def uninstalled(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without guards (and, on SQLite, foreign keys) inside, with all again afterwards. For emptying test databases."""
    uninstall(connection)
    _sqlite_foreign_keys(connection, "OFF")
    try:
        yield
    finally:
        _sqlite_foreign_keys(connection, "ON")
        install(connection)


def _sqlite_foreign_keys(connection: BaseDatabaseWrapper, state: str) -> None:
    """Composite keys are checked at once, while Django empties SQLite's tables in any order."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA foreign_keys = {state}")


def install_after_migrate(sender: AppConfig, using: str, **_kwargs: Any) -> None:  # noqa: ANN401 (Django's signal signature)
    """Signal receiver: install once, when the last app of ours was migrated."""
    if sender.name.startswith("evenhand."):
        install(connections[using])
