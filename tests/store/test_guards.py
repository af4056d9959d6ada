"""Every registered guard, by raw SQL that would commit: refused, also after its table was altered and migrated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from pytest_django import Settings
from tests import factories as make
from tests import signing
from tests.store.attempts import (
    FORBIDDEN,
    KEPT,
    KEYS,
    NEVER_CHANGED,
    ONCE,
    TABLES,
    WHY,
    WITHOUT_MARK,
    WORDS,
    Attempt,
    emptied,
)

from evenhand import records
from evenhand.actions.models import Attempt as Tried
from evenhand.judgement import guards as of_judgement
from evenhand.records import guards as of_record
from evenhand.records.models import Entry, Evidence, Permit
from evenhand.rights.models import Hold
from evenhand.store import guards

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def filled(transactional_db: None, settings: Settings, tmp_path: Path) -> None:  # noqa: ARG001 (asked for, not called)
    """A row in every guarded table, committed."""
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    with transaction.atomic():
        records.append("t.seen", subject="t:1", actor="machine", facts={}, content={"text": "words"})
        warned = make.laddered()
        make.evidence(warned.strike.contribution)
        make.confirmed_by_two()
        make.ordered_and_lifted()
        make.hold(make.linked().author)
        make.not_the_same()
        make.told_report()
        make.told_form_report()
        make.closed_form_report()
        make.helped()
        make.upheld_appeal()
        make.sent_statement()
        make.used_answer()
        make.merged()
        make.reference(make.appeal().decision)
        make.ended(make.turned_down_twice(), "repeated", make.person("approver"))
        make.turned_down_twice()
        hide = make.action(warned.strike.decision, "hide", evidence=Evidence.objects.get())
        Tried.objects.create(action=hide, number=1)
        signing.chain()
        make.hold(warned.author)
        make.hold(make.author(), lifted=True)
        make.hold(make.case(make.contribution()))
        make.erasure()
        make.notice()
        make.legal_decision()
        make.uses_decided(warned.channel)
        make.plan_row()
        Permit.objects.create(entry=Entry.objects.earliest("pk"))
    records.seal()


def refusal(attempt: Attempt) -> str:
    """What the database says to a forbidden statement; '' where it let it through."""
    try:
        with nullcontext() if attempt.permitted else without_leave(), connection.cursor() as cursor:
            cursor.execute(attempt.here())
    except DatabaseError as error:
        return str(error)
    return ""


@contextmanager
def without_leave() -> Iterator[None]:
    """No permit stands inside; afterwards all is as it was."""
    with transaction.atomic():
        Permit.objects.all().delete()
        yield
        transaction.set_rollback(True)


def let_through(names: set[str] | None = None) -> set[str]:
    """The guards that let their forbidden statement through, or refused it for another reason."""
    return {
        name
        for name, attempt in FORBIDDEN.items()
        if name in (names or FORBIDDEN) and attempt.says not in refusal(attempt)
    }


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own tables)
        return int(cursor.fetchone()[0])


def alter(table: str) -> None:
    """Add a column to a table and drop it again, as two migrations would."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    extra = models.IntegerField(default=0)
    extra.set_attributes_from_name("extra")
    extra.model = model
    with connection.schema_editor() as editor:
        editor.add_field(model, extra)
    with connection.schema_editor() as editor:
        editor.remove_field(model, extra)


def test_every_guard_has_an_attempt_against_it() -> None:
    assert {guard.name for guard in guards.registered()} == set(FORBIDDEN)


def test_every_forbidden_statement_is_refused_and_changes_nothing() -> None:
    before = {table: rows(table) for table in TABLES}
    assert all(before.values())
    assert let_through() == set()
    assert {table: rows(table) for table in TABLES} == before


def test_each_kept_column_stays() -> None:
    for kept in (KEPT, ONCE):
        for table, columns in kept.items():
            for column in columns:
                assert WHY[table] in refusal(Attempt(emptied(table, column), "")), f"{column} of {table}"


def test_words_change_to_nothing_but_their_mark_and_only_where_the_transaction_may_erase() -> None:
    Hold.objects.filter(lifted_at=None).update(
        lifted_at=make.NOON, lifted_by=make.person("approver"), lifted_why="The claim was settled."
    )
    for table, columns in WORDS.items():
        marks = ", ".join(f"{name} = {mark or WITHOUT_MARK[name]}" for name, mark in columns.items())
        erase = Attempt(f"UPDATE {table} SET {marks}", "")  # noqa: S608 (our own tables)
        Permit.objects.all().delete()
        says = {**NEVER_CHANGED, **WHY}[table]
        assert says in refusal(erase), table
        Permit.objects.create(entry=Entry.objects.earliest("pk"))
        for name, mark in columns.items():
            if mark is not None:
                other = "'{\"a\": 1}'" if mark == "'{}'" else "'Other words.'"
                assert says in refusal(Attempt(f"UPDATE {table} SET {name} = {other}", "")), f"{name} of {table}"  # noqa: S608 (our own tables)
        assert refusal(erase) == "", table


def test_states_can_change() -> None:
    for sql in (
        "UPDATE actions_action SET state = 'trying', reason = 'A test.'",
        "UPDATE actions_attempt SET outcome = 'accepted', ended_at = started_at",
        "UPDATE sanctions_block SET state = 'lifted', lifted_at = approved_at WHERE lifted_at IS NULL",
        "UPDATE sanctions_block SET review_on = '2027-01-01'",
    ):
        assert refusal(Attempt(sql, "")) == ""


def test_every_unique_key_is_watched_for_a_replacing_insert() -> None:
    for table, keys in {**of_record.KEYS, **of_judgement.KEYS, **KEYS}.items():
        watched = [set(key.partition(" WHERE ")[0].split(", ")) for key in keys]
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, one in found.items():
            if one["unique"]:
                assert any(key <= set(one["columns"]) for key in watched), f"{name} of {table} is not watched"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows")
def test_what_a_replacing_statement_deletes_meets_the_guard_against_deleting() -> None:
    """Also where the guard on inserts is not there, and where an UPDATE replaces."""
    try:
        for table in KEYS:
            with connection.cursor() as cursor:
                for guard in ("no_way_round", "no_update", "keeps", "begins"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{guard}")
            says = FORBIDDEN[f"{table}_no_delete"].says
            assert says in refusal(FORBIDDEN[f"{table}_no_way_round"])
            last, first = f"(SELECT max(id) FROM {table})", f"(SELECT min(id) FROM {table})"  # noqa: S608 (our own tables)
            onto = f"UPDATE OR REPLACE {table} SET id = {last} WHERE id = {first}"  # noqa: S608 (our own tables)
            assert rows(table) == 1 or says in refusal(Attempt(onto, ""))
    finally:
        guards.install(connection)


def test_every_guard_stands_again_after_its_table_was_altered_and_migrated() -> None:
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")  # as `migrate` does before it alters anything
    for table in TABLES:
        alter(table)
    call_command("migrate", verbosity=0)
    assert let_through() == set()
    connection.check_constraints()


def test_without_migrate_sqlite_loses_them() -> None:
    """So the test above cannot pass by luck. PostgreSQL alters in place and keeps its triggers."""
    alter("intake_version")
    lost = {"intake_version_no_update"} if connection.vendor == "sqlite" else set()
    try:
        assert let_through({"intake_version_no_update"}) == lost
    finally:
        call_command("migrate", verbosity=0)


def test_installing_twice_leaves_each_guard_once() -> None:
    guards.install(connection)
    guards.install(connection)
    assert let_through() == set()


def test_guards_are_off_only_inside_and_on_again_even_after_an_error() -> None:
    said = []

    def fail() -> None:
        with guards.uninstalled(connection):
            said.append(refusal(FORBIDDEN["cases_decision_no_update"]))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert said == [""]
    assert let_through() == set()


def test_a_guard_registered_again_replaces_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    guards.register(guards.refuse_change("work_task", "DELETE", "One."))
    guards.register(guards.refuse_change("work_task", "DELETE", "Two."))
    (only,) = guards.registered()
    assert "Two." in only.install["sqlite"]
    assert "Two." in only.install["postgresql"]


def test_a_guard_of_a_table_that_is_not_there_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    guards.register(guards.refuse_change("no_such_table", "DELETE", "Never."))
    guards.install(connection)
    guards.uninstall(connection)


def test_all_are_installed_once_after_a_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(guards, "install", lambda connection: installed.append(connection.alias))
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert installed == ["default"]


def test_other_peoples_apps_install_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_connection: object) -> None:
        raise AssertionError("installed for an app that is not ours")

    monkeypatch.setattr(guards, "install", never)
    guards.install_after_migrate(apps.get_app_config("auth"), "default")
