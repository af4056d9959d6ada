"""After an erasure, the store itself: what was overwritten in a table still stands in its files until this has run.

SQLite: the file is built anew without free pages, and the write-ahead log emptied. PostgreSQL: every table is written
anew and its statistics too (they quote common values), then the old files go with a checkpoint. Its write-ahead log is
recycled by the server in its own time, and archived logs and base backups are the administrator's to expire
(docs/howto/erase-a-person.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone

from evenhand.rights.models import Erasure


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
    left = []
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE)")
        for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
            try:
                cursor.execute(statement)
            except DatabaseError:
                left.append(_NOT_ALLOWED.format(statement=statement))
    return Scrubbed(clean=not left, left=tuple(dict.fromkeys(left)))


_BUSY = (
    "The database file could not be cleaned ({why}): erased words may still stand in its free pages or its write-ahead "
    "log. Stop the workers and the service, and run `evenhand erase scrub`."
)
_NOT_ALLOWED = (
    "This database user may not run {statement}. Have an administrator run it (or grant pg_checkpoint), so that old "
    "files of the tables go at once and not at the next checkpoint."
)
