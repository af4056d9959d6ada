"""What stands before the house opens: guards on its tables, and a restored backup forgets again what was erased since.

Guards are missing after a migration on SQLite that was killed; without them nothing holds what must never be false.
"""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from django.db import DatabaseError, connection

from evenhand.rights.log import ErasureLogError
from evenhand.rights.opening import NotReadyError
from evenhand.rights.opening import make_ready as erase_again
from evenhand.store import guards

log = logging.getLogger(__name__)
UNUSABLE = 2
PAUSE = 1.0  # seconds


def make_ready() -> int:
    """Erase again what a restored backup brought back; how much. Leaves with exit 2 where that cannot be done."""
    try:
        _guarded()
        return _told(erase_again())
    except (ErasureLogError, NotReadyError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except DatabaseError as error:
        typer.echo(
            "The database cannot be read. Check EVENHAND_DATABASE_URL, and that `evenhand manage migrate` was run.",
            err=True,
        )
        raise typer.Exit(UNUSABLE) from error


def wait_until_ready() -> int:
    """The same for a worker: a store that does not answer, or has no tables yet, is waited out until SIGTERM."""
    with _ended_by_sigterm():
        while True:
            try:
                _guarded()
                return _told(erase_again())
            except (ErasureLogError, NotReadyError) as error:
                typer.echo(str(error), err=True)
                raise typer.Exit(UNUSABLE) from error
            except DatabaseError as error:
                log.warning("work.store_failed: %s", type(error).__name__)
                connection.close()
                time.sleep(PAUSE)


def _guarded() -> None:
    lost = guards.stand(connection)
    if lost:
        log.warning("store.guards_put_back: %d", len(lost))
        typer.echo(
            f"{len(lost)} guards of the tables were missing and were put back, as after a failed migration.", err=True
        )


def _told(number: int) -> int:
    if number:
        typer.echo(f"This database is older than the erasure log: {number} erasures were done again.", err=True)
    return number


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
