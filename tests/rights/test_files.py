"""No byte of an erased person is left on the disk: in the database's own files, exports, logs, a restored backup."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.house import House
from tests.rights import stories
from tests.rights.stories import TRACES

from evenhand.intake.models import Author
from evenhand.rights.scrub import scrub

pytestmark = [pytest.mark.django_db(transaction=True)]
sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's files")
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's files")


@pytest.fixture
def person(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Author:  # noqa: ARG001 (committed for real)
    return stories.lived(House(monkeypatch))


def standing(files: Iterator[Path], traces: tuple[str, ...]) -> dict[str, list[str]]:
    """The traces that stand in files, byte by byte, by the file's name."""
    found = {}
    for file in files:
        try:
            body = file.read_bytes()
        except FileNotFoundError:  # the server put it away meanwhile
            continue
        if here := [one for one in traces if one.encode() in body]:
            found[file.name] = here
    return found


def of_sqlite(path: Path) -> Iterator[Path]:
    return (one for end in ("", "-wal", "-shm", "-journal") if (one := Path(f"{path}{end}")).exists())


def of_postgresql(name: str) -> Iterator[Path]:
    """The files of one database; where only the server may read them, the test says so and checks nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = %s", [name])
        folder, oid = cursor.fetchone()
    place = Path(folder) / "base" / str(oid)
    if not os.access(place, os.R_OK | os.X_OK):
        pytest.skip(f"only the server may read {place}: the tables were checked, its files were not")
    return place.iterdir()


def evenhand(url: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command on another database, with this test's keys and log."""
    known = {
        "EVENHAND_DATABASE_URL": url,
        "EVENHAND_ERASURE_KEY": settings.ERASURE_KEY,
        "EVENHAND_ERASURE_LOG": str(settings.ERASURE_LOG),
        "EVENHAND_SEAL_KEY_FILE": str(settings.SEAL_KEY_FILE),
        "EVENHAND_LOG": "DEBUG",
    }
    command = [sys.executable, "-m", "evenhand.cli.main", *words]
    return subprocess.run(command, env={**os.environ, **known, **env}, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)


def server(program: str, *words: str) -> None:
    """One of PostgreSQL's own programs, on the server of this test."""
    at = connection.settings_dict
    where = ["-h", str(at["HOST"]), "-p", str(at["PORT"]), "-U", str(at["USER"])]
    subprocess.run([program, *where, *words], check=True, capture_output=True)  # noqa: S603 (the server's own program)


def opened(url: str, tmp_path: Path, ids: tuple[str, ...]) -> None:
    """A restored backup is opened: it forgets, its seal holds, nothing is said of the person on the way."""
    exported, said = tmp_path / "export.jsonl", ""
    for words in (("erase", "replay"), ("record", "export", str(exported)), ("record", "verify", str(exported))):
        done = evenhand(url, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        said += done.stdout + done.stderr
    assert "1 erasures were done again" in said
    assert "The record is whole" in said
    assert not [one for one in ids if one in said]
    assert standing(iter([exported]), ids) == {}


@sqlite
def test_sqlite_file_log_export_and_restored_backup(person: Author, tmp_path: Path) -> None:
    path = Path(str(connection.settings_dict["NAME"]))
    ids = (*TRACES, *person.contributions.values_list("external_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = tmp_path / "restored.sqlite3"
    shutil.copy(path, backup)
    assert standing(of_sqlite(backup), TRACES) == {"restored.sqlite3": list(TRACES)}
    stories.erased(person)
    assert scrub().clean
    assert standing(of_sqlite(path), ids) == {}
    opened(f"sqlite:///{backup}", tmp_path, ids)
    assert standing(of_sqlite(backup), ids) == {}


@sqlite
def test_without_cleaning_the_bytes_would_still_be_there(person: Author) -> None:
    """So the test above cannot pass by luck."""
    path = Path(str(connection.settings_dict["NAME"]))
    stories.erased(person)
    assert standing(of_sqlite(path), (stories.SECRET,))


@postgresql
def test_postgresql_files_log_export_and_restored_backup(person: Author, tmp_path: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    ids = (*TRACES, *person.contributions.values_list("external_id", flat=True))
    dump, restored = tmp_path / "dump.sql", f"restored_{uuid.uuid4().hex[:12]}"
    at = connection.settings_dict
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not here, so no backup could be made")
    server("pg_dump", "-f", str(dump), name)
    assert standing(iter([dump]), TRACES) == {"dump.sql": list(TRACES)}
    server("psql", "-q", "-c", "ANALYZE", name)  # as autovacuum does by itself: statistics quote what is in the tables
    stories.erased(person)
    assert scrub().clean
    assert standing(of_postgresql(name), ids) == {}
    server("createdb", restored)
    try:
        server("psql", "-q", "-f", str(dump), restored)
        server("psql", "-q", "-c", "ANALYZE", restored)
        user, host, port = at["USER"], at["HOST"], at["PORT"]
        opened(f"postgres://{user}@{host}:{port}/{restored}", tmp_path, ids)
        assert standing(of_postgresql(restored), ids) == {}
    finally:
        server("dropdb", "--force", restored)


def test_an_export_is_removed_and_the_next_one_holds_nothing_of_them(person: Author, tmp_path: Path) -> None:
    from typer.testing import CliRunner  # noqa: PLC0415 (beside its one use)

    from evenhand.cli import record  # noqa: PLC0415 (as above)

    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    assert CliRunner().invoke(record.app, ["export", str(before)]).exit_code == 0
    assert standing(iter([before]), (stories.SECRET,))
    stories.erased(person)
    assert not before.exists()
    assert CliRunner().invoke(record.app, ["export", str(after)]).exit_code == 0
    assert standing(iter([after]), TRACES) == {}
    assert CliRunner().invoke(record.app, ["verify", str(after)]).exit_code == 0
