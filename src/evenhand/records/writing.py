"""One entry into its three tables: on PostgreSQL in one statement, on SQLite in two or three."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from evenhand.records.canonical import canonical
from evenhand.records.models import Entry
from evenhand.store.statements import Statements, bound

_sql = Statements(Path(__file__).resolve().parent / "sql")


def write(entry: Entry, salt: bytes | None, body: object) -> Entry:
    """Write an entry that is not stored yet, with its content if there is a salt; the same entry, with its id."""
    fields: dict[str, Any] = {
        "at": entry.at,
        "kind": entry.kind,
        "subject": entry.subject,
        "actor": entry.actor,
        "facts": canonical(entry.facts),
        "digest": entry.content_digest,
    }
    text = canonical(body) if salt is not None else ""
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        ((entry.pk,),) = _sql.rows("add_entry", **fields, salt=salt, body=text)
    else:
        entry.pk = _added(fields)
        if salt is not None:
            _sql.change("add_content", entry=entry.pk, salt=salt, body=text)
        _sql.change("add_unsealed", entry=entry.pk)
    entry._state.adding = False  # noqa: SLF001 (as Django itself does after an INSERT)
    return entry


def _added(fields: dict[str, Any]) -> int:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_sql.text("add_entry"), bound(fields))
        return int(cursor.lastrowid)
