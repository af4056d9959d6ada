"""Guard triggers: what no table constraint can say, written in SQL files, installed after each migrate.

An app registers its guards in its AppConfig.ready(). Installing is idempotent: each guard is dropped
and made again. `uninstalled()` is for tests that empty tables between runs, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: SQL to install and to drop it, by database vendor ('sqlite', 'postgresql')."""

    name: str
    table: str
    install: dict[str, str]
    drop: dict[str, str]


MAY_ERASE = "EXISTS (SELECT 1 FROM records_permit)"
"""Whether the transaction may erase: its permit is a row of the record's that no other transaction sees."""

_SQL = Path(__file__).resolve().parent / "sql"
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
    return Guard(name, table, install, _dropping(name, table))


def refuse_change(table: str, verb: str, why: str, *, name: str = "", when: str = "") -> Guard:
    """A guard that refuses `verb` (UPDATE or DELETE) on `table` with the sentence `why`.

    `when` narrows it to the changes for which it holds: a condition that both stores read, over OLD and (for an UPDATE)
    NEW.
    """
    name = name or f"{table}_no_{verb.lower()}"
    raising = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation';"
    left = "OLD" if verb == "DELETE" else "NEW"  # what the trigger returns, so that PostgreSQL goes on with it
    # On PostgreSQL the condition stands in the function: in the trigger it would keep migrations off its columns.
    body = f"IF {when} THEN {raising} END IF; RETURN {left};" if when else raising
    # SQLite before 3.39 knows 'is distinct from' by its own name only.
    narrowed = f"WHEN {when.replace('IS DISTINCT FROM', 'IS NOT')} " if when else ""
    return Guard(
        name,
        table,
        install={
            "sqlite": (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {narrowed}BEGIN SELECT RAISE(ABORT, '{why}'); END"
            ),
            "postgresql": (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;\n"
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            ),
        },
        drop=_dropping(name, table),
    )


def keep(
    table: str, columns: Sequence[str], why: str, *, name: str = "", words: Mapping[str, str | None] | None = None
) -> Guard:
    """A guard that lets a row of `table` change, but never in `columns`.

    `words` are columns that change in one way alone: erased, to the literal given (None: to anything), in a
    transaction that may erase (`records.services.erasing`).
    """
    changed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns if column not in (words or {})]
    for column, mark in (words or {}).items():
        otherwise = f" OR NEW.{column} IS DISTINCT FROM {mark}" if mark is not None else ""
        changed.append(f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND (NOT {MAY_ERASE}{otherwise}))")
    return refuse_change(table, "UPDATE", why, name=name or f"{table}_keeps", when=" OR ".join(changed))


def never_changed(table: str, why: str, words: Mapping[str, str | None] | None = None) -> Guard:
    """A guard that refuses every UPDATE of `table`, but where its `words` are erased (as in `keep`)."""
    name = f"{table}_no_update"
    if not words:
        return refuse_change(table, "UPDATE", why, name=name)
    model = next(one for one in apps.get_models() if one._meta.db_table == table)  # noqa: SLF001 (Django's public-by-custom _meta)
    columns = [str(field.column) for field in model._meta.concrete_fields]  # noqa: SLF001 (as above)
    return keep(table, columns, why, name=name, words=words)


def once(table: str, columns: Sequence[str], why: str) -> Guard:
    """A guard that lets each of `columns` be filled in once: what is no longer null stays as it is."""
    again = (f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in columns)
    return refuse_change(table, "UPDATE", why, name=f"{table}_once", when=" OR ".join(again))


def no_way_round(table: str, keys: Sequence[str], why: str) -> Guard:
    """A guard against what passes row triggers by: a replacing INSERT (SQLite) and TRUNCATE (PostgreSQL).

    `keys` are the table's unique columns, several of one key with commas between them. Of a key that is unique
    only under a condition, the condition follows after WHERE: 'author_id, channel_id WHERE state = 'planned''.
    """
    name = f"{table}_no_way_round"
    return Guard(
        name,
        table,
        install={
            vendor: (_SQL / f"no_way_round.{vendor}.sql")
            .read_text("utf-8")
            .format(name=name, table=table, same=" OR ".join(_same(key) for key in keys), why=why)
            for vendor in ("sqlite", "postgresql")
        },
        drop=_dropping(name, table),
    )


def _same(key: str) -> str:
    columns, _, condition = key.partition(" WHERE ")
    parts = [f"{column.strip()} = NEW.{column.strip()}" for column in columns.split(",")]
    return "(" + " AND ".join([*parts, condition] if condition else parts) + ")"


def _dropping(name: str, table: str) -> dict[str, str]:
    return {
        "sqlite": f"DROP TRIGGER IF EXISTS {name}",
        "postgresql": f"DROP TRIGGER IF EXISTS {name} ON {table}",
    }


def install(connection: BaseDatabaseWrapper) -> None:
    """Install every guard whose table exists."""
    with _at_once(connection), connection.cursor() as cursor:
        for guard in _there(connection):
            cursor.execute(guard.drop[connection.vendor])
            cursor.execute(guard.install[connection.vendor])


def missing(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The guards that do not stand on their tables, by name."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {name for (name,) in cursor.fetchall()}
    return tuple(sorted(guard.name for guard in _there(connection) if guard.name not in there))


def stand(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Put back what is missing, as after a migration that failed or was killed; the names of what was."""
    lost = missing(connection)
    if lost:
        install(connection)
    return lost


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop every guard."""
    with _at_once(connection), connection.cursor() as cursor:
        for guard in _there(connection):
            cursor.execute(guard.drop[connection.vendor])


def _there(connection: BaseDatabaseWrapper) -> list[Guard]:
    tables = set(connection.introspection.table_names())
    return [guard for guard in _guards.values() if guard.table in tables]


def _at_once(connection: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    """One transaction on SQLite, which writes to the disk at each commit; on PostgreSQL many tables would be locked."""
    return transaction.atomic(connection.alias) if connection.vendor == "sqlite" else nullcontext()


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


def uninstall_before_migrate(sender: AppConfig, using: str, **_kwargs: Any) -> None:  # noqa: ANN401 (Django's signal signature)
    """Signal receiver, for SQLite: it can rebuild no table that a trigger of another table speaks of."""
    if sender.label == _ours()[0] and connections[using].vendor == "sqlite":
        uninstall(connections[using])


def install_after_migrate(sender: AppConfig, using: str, **_kwargs: Any) -> None:  # noqa: ANN401 (Django's signal signature)
    """Signal receiver: install once, when Django has told of the last app of ours.

    A guard may speak of other tables than its own, so in a database that was taken back to an earlier state there are
    none until it is whole again; no service runs on such a one.
    """
    if sender.label == _ours()[-1]:
        (install if _whole(connections[using]) else uninstall)(connections[using])


def _whole(connection: BaseDatabaseWrapper) -> bool:
    """Whether every table of ours is there."""
    ours = {model._meta.db_table for model in apps.get_models()}  # noqa: SLF001 (Django's documented API)
    return ours <= set(connection.introspection.table_names())


def _ours() -> list[str]:
    return [app.label for app in apps.get_app_configs() if app.name.startswith("evenhand.") and app.models_module]
