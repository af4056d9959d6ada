"""`evenhand record ...` as it is called: what it prints, and its exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.records.helpers import COMMITTING, add, line_of
from typer.testing import CliRunner, Result

from evenhand.cli.record import app
from evenhand.records.models import Entry

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("record")]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of three entries."""
    add(3, text="words")
    file = tmp_path / "record.jsonl"
    assert call("export", file).exit_code == 0
    return file


def test_seal_export_key_and_verify_work_together(tmp_path: Path, key_file: Path) -> None:
    add(3, text="words")
    sealed = call("seal", "--anchor", tmp_path / "anchor.json")
    assert sealed.stdout == "Sealed 3 entries.\n"
    written = call("export", tmp_path / "record.jsonl")
    assert written.stdout == "Wrote 3 entries to record.jsonl. It holds personal data: keep it as such.\n"
    assert (tmp_path / "record.jsonl").stat().st_mode & 0o777 == 0o600
    public = call("key")
    (tmp_path / "public.pem").write_text(public.stdout, "ascii")
    given = ("--anchor", tmp_path / "anchor.json", "--public-key", tmp_path / "public.pem")
    for checked in (call("verify", tmp_path / "record.jsonl", *given), call("verify", *given)):
        assert checked.exit_code == 0
        assert checked.stdout.startswith("The record is whole: 3 entries in 1 batch")
        assert "Note" not in checked.stdout
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "anchor.json",
        "public.pem",
        "record.jsonl",
        key_file.name,
    ]


def test_a_line_removed_is_named_with_exit_1(export: Path) -> None:
    lines = export.read_text("ascii").splitlines(keepends=True)
    entry = Entry.objects.order_by("id")[1]
    del lines[line_of(lines, entry)]
    export.write_text("".join(lines), "ascii")
    checked = call("verify", export)
    assert checked.exit_code == 1
    assert f"The record is broken. First: Entry {entry.pk} (number 2) is missing" in checked.stdout


def test_bytes_that_are_no_text_are_named_with_exit_1(export: Path) -> None:
    export.write_bytes(export.read_bytes() + b"\xff\xfe\x00\r\n")
    checked = call("verify", export)
    assert checked.exit_code == 1
    assert "First: Line 6 is not the record's" in checked.stdout


@pytest.mark.parametrize("option", ["", "--anchor", "--public-key"])
@pytest.mark.parametrize("text", ["", "hello", "{}", "[" * 100_000, '{"format":"evenhand-anchor-1","batch":"1"}', None])
def test_unusable_input_is_exit_2_with_a_cure(export: Path, tmp_path: Path, option: str, text: str | None) -> None:
    bad = tmp_path / "bad"
    if text is not None:
        bad.write_text(text, "utf-8")
    checked = call("verify", export, option, bad) if option else call("verify", bad)
    assert checked.exit_code == 2
    assert checked.stdout == ""
    assert any(word in checked.stderr for word in ("Give", "Check the path", "Fetch it again"))


def test_damaged_and_foreign_public_keys_are_unusable(export: Path, tmp_path: Path) -> None:
    pem = tmp_path / "public.pem"
    for body, says in (
        ("AAAA", "a damaged key"),
        ("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEax8YlQbqS9hVbaL5M2VD8g==", "a damaged key"),
    ):
        pem.write_text(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n", "ascii")
        checked = call("verify", export, "--public-key", pem)
        assert checked.exit_code == 2
        assert says in checked.stderr


@COMMITTING
def test_a_database_that_cannot_be_read_is_unusable() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_batch RENAME TO elsewhere")
    try:
        checked = call("verify")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO records_batch")
    assert checked.exit_code == 2
    assert "evenhand manage migrate" in checked.stderr


def test_sealing_nothing_ever_gives_no_anchor(tmp_path: Path) -> None:
    sealed = call("seal", "--anchor", tmp_path / "anchor.json")
    assert (sealed.exit_code, sealed.stdout) == (0, "Sealed 0 entries.\n")
    assert "no anchor yet" in sealed.stderr
    assert not (tmp_path / "anchor.json").exists()


def test_sealing_without_the_key_is_exit_2_and_keeps_the_old_anchor(tmp_path: Path, key_file: Path) -> None:
    add(1)
    call("seal", "--anchor", tmp_path / "anchor.json")
    before = (tmp_path / "anchor.json").read_text("ascii")
    key_file.unlink()
    add(1)
    sealed = call("seal", "--anchor", tmp_path / "anchor.json")
    assert sealed.exit_code == 2
    assert "Restore it from its backup" in sealed.stderr
    assert (tmp_path / "anchor.json").read_text("ascii") == before


def test_an_export_to_nowhere_is_exit_2(tmp_path: Path) -> None:
    written = call("export", tmp_path / "no folder" / "record.jsonl")
    assert written.exit_code == 2
    assert "Check the path" in written.stderr


def test_a_key_is_made_once_and_never_replaced(key_file: Path) -> None:
    assert call("key").exit_code == 2
    made = call("key", "--new")
    assert made.stdout.startswith("-----BEGIN PUBLIC KEY-----")
    before = key_file.read_bytes()
    assert call("key", "--new").stdout == made.stdout == call("key").stdout
    assert key_file.read_bytes() == before


def test_a_file_is_checked_without_django(export: Path) -> None:
    program = (
        "import sys; from evenhand.cli.record import app\n"
        "status = app(sys.argv[1:], standalone_mode=False)\n"
        "sys.exit(9 if 'django' in sys.modules else status)"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-c", program, "verify", str(export)], env=plain, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The record is whole: 3 entries")
