"""What the record's tests do again and again: write, erase, export, and start another process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from evenhand import records
from evenhand.records.export import export
from evenhand.records.models import Entry
from evenhand.store.guards import uninstalled

COMMITTING = pytest.mark.django_db(transaction=True, available_apps=["evenhand.store", "evenhand.records"])
"""For tests that commit for real; only the record's own tables are emptied afterwards."""

WRITER = Path(__file__).with_name("writer.py")


def empty() -> None:
    """Empty the tables of the record between two histories of one test, guards off."""
    with uninstalled(connection), connection.cursor() as cursor:
        for table in ("evidence", "unsealed", "content", "sealedentry", "batch", "entry"):
            cursor.execute(f"DELETE FROM records_{table}")  # noqa: S608  (our own table names)


def add(number: int = 1, *, text: str = "", kind: str = "test.happened") -> list[Entry]:
    """Committed entries, each in its own transaction; with a content where `text` is given."""
    added = []
    for index in range(number):
        with transaction.atomic():
            content = {"text": f"{text} {index}"} if text else None
            added.append(
                records.append(
                    kind, subject=f"contribution:{index}", actor="machine", facts={"n": index}, content=content
                )
            )
    return added


def erase(*entries: Entry, why: str = "retention") -> int:
    """Erase the contents of `entries`, committed."""
    with transaction.atomic():
        return records.erase_content([entry.pk for entry in entries], why)


def exported() -> list[str]:
    """The lines of an export, with their line ends."""
    stream = io.StringIO()
    export(stream)
    return stream.getvalue().splitlines(keepends=True)


def line_of(lines: list[str], entry: Entry) -> int:
    """Index of the line of `entry`."""
    for index, line in enumerate(lines):
        value = json.loads(line)
        if "entry" in value and value["entry"]["id"] == entry.pk:
            return index
    raise AssertionError(f"{entry} is not in the export")


def writer(*arguments: str) -> subprocess.Popen[str]:
    """Another process on the same database; see writer.py."""
    stored = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{stored['NAME']}"
    else:
        url = f"postgres://{stored['USER']}@{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
    return subprocess.Popen(  # noqa: S603  (our own script)
        [sys.executable, str(WRITER), *arguments],
        env={**os.environ, "EVENHAND_DATABASE_URL": url, "EVENHAND_SEAL_KEY_FILE": str(settings.SEAL_KEY_FILE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
