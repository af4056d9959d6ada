"""After an erasure, the store itself: what was overwritten in a table still stands in its files until this has run.

SQLite: the file is built anew without free pages, and the write-ahead log emptied. PostgreSQL: every table is written
anew, its statistics (they quote common values) are made anew and then written anew too, and the old files go with a
checkpoint. A row stays in a new file for as long as any transaction of the server began before it was overwritten, so
those are waited for. Its write-ahead log is recycled by the server in its own time, and archived logs and base backups
are the administrator's to expire (docs/howto/erase-a-person.md).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from evenhand.rights.models import Erasure
from evenhand.store.statements import Statements

_sql = Statements(Path(__file__).resolve().parent / "sql")


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Whether the store's files are clean, and what is left to do where they are not."""

    clean: bool
    left: tuple[str, ...] = ()


def scrub() -> Scrubbed:
    """Clean the store's files; outside any transaction. It takes as long as writing the database anew."""
    begun = timezone.now()
    done = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    if done.clean:
        waiting = Erasure.objects.filter(state=Erasure.State.DONE, cleaned_at=None, done_at__lte=begun)
        waiting.update(cleaned_at=timezone.now())
    return done


def _sqlite() -> Scrubbed:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")  # not in memory: a database may be larger than that
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
        except DatabaseError as error:
            return Scrubbed(clean=False, left=(_BUSY.format(why=type(error).__name__),))
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")
    return Scrubbed(clean=False, left=(_BUSY.format(why="it is being read"),)) if busy else Scrubbed(clean=True)


def _postgresql() -> Scrubbed:
    with connection.cursor() as cursor:
        left = [] if _alone(cursor) else [_OLDER]
        cursor.execute("VACUUM (FULL, ANALYZE)")
        left += _statistics(cursor)
        for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
            try:
                cursor.execute(statement)
            except DatabaseError:
                left.append(_NOT_ALLOWED.format(statement=statement))
    return Scrubbed(clean=not left, left=tuple(dict.fromkeys(left)))


def _alone(cursor: CursorWrapper) -> bool:
    """Wait until every transaction that began before now has ended, in whatever database; whether they have."""
    cursor.execute("SELECT pg_current_xact_id()::text")
    (begun,) = cursor.fetchone() or ("",)
    for _ in range(round(PATIENCE / LOOK_EVERY)):
        if _sql.rows("older_ended", begun=begun) == [(True,)]:
            return True
        time.sleep(LOOK_EVERY)
    return False


def _statistics(cursor: CursorWrapper) -> list[str]:
    """Write the tables of statistics anew; what is left to do where this user may not."""
    left = []
    cursor.execute("SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")
    if cursor.fetchone() != (True,):  # the server would only warn
        return [_STATISTICS]
    cursor.execute("SELECT current_setting('is_superuser') = 'on'")
    mighty = cursor.fetchone() == (True,)
    for number, told, name in _sql.rows("with_statistics"):
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")  # noqa: S608 (the server's own spelling of its name)
        if cursor.fetchone() == (True,):
            continue
        if mighty:  # what ANALYZE finds empty keeps the statistics that it had
            with transaction.atomic():
                cursor.execute("SET LOCAL allow_system_table_mods = on")
                cursor.execute("DELETE FROM pg_statistic WHERE starelid = %s", [number])
        else:
            left.append(_EMPTIED.format(table=told))
    if not _alone(cursor):
        left.append(_OLDER)
    cursor.execute("VACUUM (FULL) pg_statistic, pg_statistic_ext_data")
    return left


PATIENCE, LOOK_EVERY = 60.0, 0.2
"""Seconds: for transactions that began earlier, and between two looks."""
_BUSY = (
    "The database file could not be cleaned ({why}): erased words may still stand in its free pages or its write-ahead "
    "log. Stop the workers and the service, and run `evenhand erase scrub`."
)
_NOT_ALLOWED = (
    "This database user may not run {statement}. Have an administrator run it (or grant pg_checkpoint), so that old "
    "files of the tables go at once and not at the next checkpoint."
)
_OLDER = (
    "Another transaction, perhaps of another database of this server, has been open since before words were erased. "
    "Until it ends they stay in the files. End it, and run `evenhand erase scrub`."
)
_STATISTICS = (
    "This database user does not own the database, so old statistics, which quote words of the tables, may still stand "
    "in its files. Have the owner run `evenhand erase scrub`."
)
_EMPTIED = (
    "'{table}' is empty now and PostgreSQL keeps the statistics that it had, which may quote what stood in it. Have an "
    "administrator run `evenhand erase scrub`; they end by themselves with the table's next rows."
)
