"""Raw SQL that commits: whatever Django says, the tables of the record refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from tests.records.helpers import COMMITTING, add

from evenhand import records
from evenhand.records.models import Batch, Content, Entry, Evidence, SealedEntry

pytestmark = [pytest.mark.store, COMMITTING, pytest.mark.usefixtures("key_file")]

CHANGES = {
    "records_entry": "kind = 'other.kind'",
    "records_batch": "signature = ''",
    "records_sealedentry": "entry_hash = ''",
    "records_evidence": "digest = ''",
    "records_content": "body = '{}'",
}
MODELS: dict[str, type[models.Model]] = {
    "records_entry": Entry,
    "records_batch": Batch,
    "records_sealedentry": SealedEntry,
    "records_evidence": Evidence,
    "records_content": Content,
}


@pytest.fixture(autouse=True)
def filled(transactional_db: None, key_file: Path) -> None:  # noqa: ARG001  (asked for, not called)
    """A row in every table, sealed and committed."""
    add(1, text="words")
    with transaction.atomic():
        records.capture_evidence(12, 1, {"text": "words"})
    records.seal()


def refused(sql: str) -> bool:
    """Whether `sql`, committed at once, is refused with our sentence."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "never changed" in str(error)
    return False


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608  (our own table names)
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


@pytest.mark.parametrize("table", CHANGES)
def test_no_update(table: str) -> None:
    before = rows(table)
    assert before
    assert refused(f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608  (our own table names)
    assert rows(table) == before


@pytest.mark.parametrize("table", CHANGES)
def test_no_delete(table: str) -> None:
    before = rows(table)
    assert refused(f"DELETE FROM {table}")  # noqa: S608  (our own table names)
    assert rows(table) == before


@pytest.mark.parametrize("table", CHANGES)
def test_no_way_round_the_row_triggers(table: str) -> None:
    before = rows(table)
    if connection.vendor == "sqlite":
        assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  (our own table names)
    else:
        assert refused(f"TRUNCATE {table} CASCADE")
    assert rows(table) == before


def test_a_content_can_be_deleted_with_leave_to_erase() -> None:
    entry = Entry.objects.earliest("pk")
    with transaction.atomic(), records.erasing(entry), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_content")
    assert not Content.objects.exists()


@pytest.mark.parametrize("table", CHANGES)
def test_the_guards_stand_again_after_a_migration_that_alters_the_table(table: str) -> None:
    extra = models.IntegerField(default=0)
    extra.set_attributes_from_name("extra")
    extra.model = MODELS[table]
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")  # as `migrate` does before it alters anything
    with connection.schema_editor() as editor:
        editor.add_field(MODELS[table], extra)
    try:
        call_command("migrate", verbosity=0)
        assert refused(f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608  (our own table names)
        assert refused(f"DELETE FROM {table}")  # noqa: S608  (our own table names)
    finally:
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
        with connection.schema_editor() as editor:
            editor.remove_field(MODELS[table], extra)
        call_command("migrate", verbosity=0)
    assert refused(f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608  (our own table names)


def test_without_migrate_an_altered_table_would_stand_unguarded_on_sqlite() -> None:
    """Why the guards are installed after each migrate: the test above would pass by luck if Django kept them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place and keeps their triggers")
    extra = models.IntegerField(default=0)
    extra.set_attributes_from_name("extra")
    extra.model = Evidence
    with connection.schema_editor() as editor:
        editor.add_field(Evidence, extra)
    try:
        assert not refused("UPDATE records_evidence SET version_number = 2")
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Evidence, extra)
        call_command("migrate", verbosity=0)
