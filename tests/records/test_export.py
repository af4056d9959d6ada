"""The live check, and an export while others write and erase."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from tests.records.helpers import COMMITTING, add, erase, exported

from evenhand import records
from evenhand.records import export as exporting
from evenhand.records import sealing
from evenhand.records.export import export, verify_live
from evenhand.records.models import Entry, Unsealed
from evenhand.records.verify import verify
from evenhand.store.guards import uninstalled

pytestmark = [pytest.mark.store, COMMITTING, pytest.mark.usefixtures("key_file")]


def tamper(sql: str, *values: str | int) -> None:
    """What only the owner of the database can do: change it without the guards."""
    with uninstalled(connection), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(sql, values)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA foreign_keys=ON")
            else:
                cursor.execute("SET session_replication_role = DEFAULT")


def test_the_live_record_counts_what_waits() -> None:
    add(2)
    records.seal()
    add(1)
    report = verify_live()
    assert report.ok
    assert "1 entry waits for the next seal." in report.notes


def test_the_live_record_explains_an_erasure_that_is_not_sealed_yet() -> None:
    entry = add(1, text="words")[0]
    records.seal()
    erase(entry)
    report = verify_live()
    assert report.ok, report.text()
    assert report.erased == 1


def test_an_entry_removed_from_the_database_is_named() -> None:
    entries = add(3)
    records.seal()
    tamper("DELETE FROM records_entry WHERE id = %s", entries[1].pk)
    assert verify_live().faults[0].message == f"Entry {entries[1].pk} (number 2) is missing or cannot be read."


@pytest.mark.parametrize("damaged", ["{", '{"n":5}'])
def test_an_entry_changed_in_the_database_is_named(damaged: str) -> None:
    entries = add(3)
    records.seal()
    tamper("UPDATE records_entry SET facts = %s WHERE id = %s", damaged, entries[1].pk)
    assert verify_live().faults[0].message == f"Entry {entries[1].pk} (number 2) was changed after it was sealed."


def test_a_row_that_cannot_be_read_is_named() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses a time that is none")
    entries = add(3)
    records.seal()
    tamper("UPDATE records_entry SET at = '2026-13-45 00:00:00' WHERE id = %s", entries[1].pk)
    tamper("UPDATE records_entry SET at = 'soon' WHERE id = %s", entries[2].pk)
    assert [fault.message for fault in verify_live().faults] == [
        f"Entry {entries[1].pk} (number 2) is missing or cannot be read.",
        f"Entry {entries[2].pk} (number 3) was changed after it was sealed.",
    ]


def test_a_content_changed_or_removed_in_the_database_is_named() -> None:
    entries = add(2, text="words")
    records.seal()
    tamper("UPDATE records_content SET body = '{}' WHERE entry_id = %s", entries[0].pk)
    tamper("DELETE FROM records_content WHERE entry_id = %s", entries[1].pk)
    messages = [fault.message for fault in verify_live().faults]
    assert messages == [
        f"The content of entry {entries[0].pk} (number 1) was changed: it does not fit its digest.",
        f"The content of entry {entries[1].pk} (number 2) is missing, and no entry says it was erased.",
    ]


def test_an_entry_kept_from_the_seal_is_named() -> None:
    entry = add(1)[0]
    Unsealed.objects.all().delete()
    assert verify_live().faults[0].message == (
        f"Entry {entry.pk} is neither sealed nor waiting to be sealed: the seal was gone round."
    )


def test_an_export_seals_first_and_counts_its_entries() -> None:
    add(3)
    stream = io.StringIO()
    assert export(stream) == 3
    assert verify(io.StringIO(stream.getvalue())).ok


def test_a_content_erased_while_the_export_runs_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = add(1, text="words")[0]
    rounds: list[int] = []

    def seal_then_erase() -> int:
        sealed = sealing.seal()
        if not rounds:
            erase(entry)  # after the round's seal, before its content is read
        rounds.append(sealed)
        return sealed

    monkeypatch.setattr(exporting, "seal", seal_then_erase)
    report = verify(exported())
    assert report.ok, report.text()
    assert report.erased == 1
    assert rounds == [1, 1]


def test_an_export_of_a_broken_record_ends_and_shows_it() -> None:
    entry = add(1, text="words")[0]
    tamper("DELETE FROM records_content WHERE entry_id = %s", entry.pk)
    assert "no entry says it was erased" in verify(exported()).text()


def test_what_an_export_holds_of_an_entry(key_file: Any) -> None:  # noqa: ANN401  (only its presence matters)
    assert key_file
    entry = add(1, text="words")[0]
    assert f'"content":{{"body":{{"text":"words 0"}},"salt":"{bytes(entry.content.salt).hex()}"}}' in exported()[2]
    assert Entry.objects.count() == 1
