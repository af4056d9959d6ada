"""What is left of each limit, kept in the house's tables, so that all its processes together hold it (decision 18).

One row a limit, locked while one process tells and takes: two statements for several calls. Effects have no database,
so a thread of its own does it, on its own connection. Not here: the sums (`platforms/limits.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from django.db import OperationalError, connection, transaction

from evenhand.platforms.keeping import Name
from evenhand.platforms.limits import Closed, Given, Heard, Limit, Wish
from evenhand.store.statements import Statements

TRIES = 3
_sql = Statements(Path(__file__).resolve().parent / "sql")


class StoreKeeper:
    """The limits of all processes of the house. One a transport."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(1, "evenhand-limits")

    async def visit(self, name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
        """As `platforms.keeping.Keeper` says. Raises DatabaseError where the store does not answer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._hands, lambda: visit(name, heard, wish, now))

    async def aclose(self) -> None:
        """Close the connection, and let the thread go."""
        await asyncio.get_running_loop().run_in_executor(self._hands, _close)
        self._hands.shutdown(wait=False)


def _close() -> None:
    connection.close()  # a name that means each thread's own, so it is looked up there


def visit(name: Name, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
    """Tell and take, in a transaction of its own."""
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return changed(name, lambda limit: limit.visit(heard, wish, now))
        except OperationalError:  # a broken connection, or SQLite's one writer: all was rolled back
            if not tries_left:
                raise
            connection.close_if_unusable_or_obsolete()
    raise AssertionError  # the last try returns or raises


def changed(name: Name, change: Callable[[Limit], Given | Closed]) -> Given | Closed:
    """Change one limit under its lock, in the caller's transaction."""
    account, bucket = name
    limit = _locked(account, bucket)
    answer = change(limit)
    _sql.change("keep_limit", account=account, bucket=bucket, **asdict(limit))
    return answer


def _locked(account: str, bucket: str) -> Limit:
    found = _sql.rows("limit_of", lock="FOR UPDATE", account=account, bucket=bucket)
    if not found:
        _sql.change("new_limit", account=account, bucket=bucket)
        found = _sql.rows("limit_of", lock="FOR UPDATE", account=account, bucket=bucket)
    epoch, left, most, resets_at, ended_at, out, lost, before, began_at, untold, closed_until = found[0]
    return Limit(
        epoch=epoch,
        left=left,
        most=most,
        resets_at=_moment(resets_at),
        ended_at=_moment(ended_at),
        out=out,
        lost=lost,
        before=before,
        began_at=_moment(began_at),
        untold=bool(untold),
        closed_until=_moment(closed_until),
    )


def _moment(told: datetime | None) -> datetime | None:
    """SQLite keeps times without a zone, in UTC."""
    return told if told is None or told.tzinfo is not None else told.replace(tzinfo=UTC)
