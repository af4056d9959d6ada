"""Guards stand again after a migration that failed, or was killed: nothing is without them for longer than that."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from evenhand import records
from evenhand.cli import ready
from evenhand.records.models import Entry
from evenhand.store import guards

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]


def test_every_guard_stands_and_one_that_is_gone_is_named() -> None:
    assert guards.missing(connection) == ()
    gone = next(one for one in guards.registered() if one.name == "records_entry_no_delete")
    with connection.cursor() as cursor:
        cursor.execute(gone.drop[connection.vendor])
    assert guards.missing(connection) == ("records_entry_no_delete",)
    assert guards.stand(connection) == ("records_entry_no_delete",)
    assert guards.missing(connection) == ()


def test_a_migration_that_fails_leaves_no_table_without_its_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object, **_options: object) -> None:
        guards.uninstall(connection)  # as before each migration on SQLite
        raise CommandError("The fifth migration is wrong.")

    monkeypatch.setattr(migrate.Command, "handle", fails)
    with pytest.raises(CommandError, match="fifth migration"):
        call_command("migrate", verbosity=0)
    assert guards.missing(connection) == ()


def test_after_a_migration_that_was_killed_the_house_opens_with_its_guards(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ERASURE_LOG = tmp_path_factory.mktemp("log") / "erasures.jsonl"
    guards.uninstall(connection)
    assert ready.make_ready() == 0
    assert "were missing and were put back" in capsys.readouterr().err
    assert guards.missing(connection) == ()
    with transaction.atomic():
        entry = records.append("test.happened", subject="test", actor="machine", facts={})
    with pytest.raises(IntegrityError):
        Entry.objects.filter(pk=entry.pk)._raw_delete("default")
    assert Entry.objects.exists()
