"""`evenhand record ...`: seal, export and verify the record, and show the public key that it is checked with.

Checking a file needs no database and loads no Django: an auditor runs it anywhere. Exit status of `verify`:
0 nothing is wrong, 1 something is, 2 the input cannot be used.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from evenhand.cli.main import set_up_django
from evenhand.records.anchor import Anchor, AnchorError, read_anchor
from evenhand.records.keys import KeyFileError, key_name, make_private_key, names_in, public_pem
from evenhand.records.report import Report, counted
from evenhand.records.verify import UnusableError
from evenhand.records.verify import verify as verify_lines

app = typer.Typer(help="Seal, export and verify the record.", add_completion=False, no_args_is_help=True)

UNUSABLE = 2


@contextmanager
def _designed_errors() -> Iterator[None]:
    """Say what is wrong with the input on standard error, and exit with 2."""
    try:
        yield
    except (AnchorError, KeyFileError, UnusableError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"{error.filename or 'A file'}: {error.strerror}. Check the path and its permissions.", err=True)
        raise typer.Exit(UNUSABLE) from error


@app.command()
def verify(
    file: Path | None = typer.Argument(None, help="An export; left out, the live database is checked."),
    anchor: Path | None = typer.Option(None, help="A published anchor: names a cut tail."),
    public_key: Path | None = typer.Option(None, help="The body's public key (PEM; several, if it was changed)."),
) -> None:
    """Check the seal of the record and name the first bad entry."""
    with _designed_errors():
        keys = names_in(_read(public_key)) if public_key else None
        taken = read_anchor(_read(anchor)) if anchor else None
        report = _verify_file(file, keys, taken) if file else _verify_live(keys, taken)
    typer.echo(report.text())
    raise typer.Exit(0 if report.ok else 1)


@app.command()
def seal(
    anchor: Path | None = typer.Option(None, help="Write the latest head here, to be published elsewhere."),
) -> None:
    """Seal what was recorded since the last seal."""
    set_up_django()
    from evenhand.records import sealing  # noqa: PLC0415 (Django must be set up first)

    with _designed_errors():
        count = sealing.seal()
        latest = sealing.latest_anchor()
        if anchor and latest:
            with _replacing(anchor) as stream:
                stream.write(latest.text())
    typer.echo(f"Sealed {counted(count, 'entry', 'entries')}.")
    if latest is None:
        typer.echo("Nothing was ever sealed, so there is no anchor yet.", err=True)


@app.command()
def export(file: Path = typer.Argument(help="Where to write the record; readable by its owner alone.")) -> None:
    """Seal, then write the whole record to FILE, contents that were not erased included."""
    set_up_django()
    from evenhand.records.export import export as write  # noqa: PLC0415 (Django must be set up first)
    from evenhand.rights import files  # noqa: PLC0415 (as above)
    from evenhand.rights.models import OutputFile  # noqa: PLC0415 (as above)

    with _designed_errors(), _replacing(file) as stream:
        count = write(stream)
    files.note(file, OutputFile.Kind.RECORD)  # so that an erasure reaches it
    typer.echo(f"Wrote {counted(count, 'entry', 'entries')} to {file.name}. It holds personal data: keep it as such.")


@app.command()
def key(
    *,
    new: Annotated[
        bool, typer.Option("--new", help="Make one where none stands; an old one is never replaced.")
    ] = False,
) -> None:
    """Print the public key, to be published; auditors give it to `verify --public-key`."""
    set_up_django()
    from django.conf import settings  # noqa: PLC0415 (Django must be set up first)

    from evenhand.records.keys import private_key  # noqa: PLC0415 (beside the settings it needs)

    with _designed_errors():
        private = make_private_key(settings.SEAL_KEY_FILE) if new else private_key(settings.SEAL_KEY_FILE)
    typer.echo(public_pem(private.public_key()), nl=False)
    typer.echo(f"Key {key_name(private.public_key())}", err=True)


def _verify_file(file: Path, keys: frozenset[str] | None, anchor: Anchor | None) -> Report:
    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        return verify_lines(lines, keys=keys, anchor=anchor)


def _verify_live(keys: frozenset[str] | None, anchor: Anchor | None) -> Report:
    set_up_django()
    from django.db import DatabaseError  # noqa: PLC0415 (Django must be set up first)

    from evenhand.records.export import verify_live  # noqa: PLC0415 (as above)

    try:
        return verify_live(keys=keys, anchor=anchor)
    except DatabaseError as error:
        raise UnusableError(
            "The database cannot be read. Check EVENHAND_DATABASE_URL, and that `evenhand manage migrate` was run."
        ) from error


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="surrogateescape")


@contextmanager
def _replacing(file: Path) -> Iterator[TextIO]:
    """A stream whose text becomes `file` whole, at the end, readable by its owner alone; or not at all."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:50]}-")
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as stream:
            yield stream
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
