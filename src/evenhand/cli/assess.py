"""`evenhand assess`: texts in, assessments out, one JSON object a line, in the order they came.

Nothing but assessments goes to standard output. Exit status: 0 all is well, 1 some lines were not valid (each named on
standard error with its number), 2 the input or the policy cannot be read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from evenhand import policy as policies
from evenhand.assess import Assessor
from evenhand.assess.batch import assess_lines
from evenhand.assess.reading import BadLine, Line, UnusableFileError, format_of, read
from evenhand.assess.surroundings import surroundings
from evenhand.assess.wire import as_json
from evenhand.signals.catalogue import CATALOGUE

INVALID_LINES, UNUSABLE = 1, 2


def assess(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="JSON Lines, CSV or Parquet; standard input where none is given."),
    ] = None,
    *,
    policy: Annotated[str, typer.Option(help="A policy file, or the name of one, such as hmpps.")] = "hmpps",
    context: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A folder with claims.yaml, featured.txt or organisation.txt, each optional."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv or parquet, where the name does not tell.")
    ] = None,
) -> None:
    """Assess texts against a policy."""
    try:
        invalid = _run(file, policy, context, form)
    except BrokenPipeError:  # whoever read us has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    except policies.PolicyFaults as found:
        typer.echo(found.text(), err=True)
        raise typer.Exit(UNUSABLE) from found
    except UnusableFileError as error:
        typer.echo(f"{_name(file)}: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}" if error.filename else str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    if invalid:
        typer.echo(f"{_name(file)}: {invalid} line(s) were not valid and were left out.", err=True)
        raise typer.Exit(INVALID_LINES)


def _run(file: Path | None, name: str, folder: Path | None, form: str | None) -> int:
    """Assess everything; gives the number of lines that were not valid."""
    policies_folder = os.environ.get("EVENHAND_POLICIES")
    path = policies.find(name, *([Path(policies_folder)] if policies_folder else []))
    policy = policies.load(path, signals=CATALOGUE)
    around = surroundings(policy, path.parent, folder)
    lines = read(file if file is not None else sys.stdin.buffer, format_of(file, form))
    invalid = 0
    for result in assess_lines(_opened(file, lines), Assessor(policy), around):
        if isinstance(result, BadLine):
            invalid += 1
            typer.echo(f"{_name(file)}:{result.number}: not assessed: {result.cause}", err=True)
        else:
            sys.stdout.buffer.write(as_json(result[0].id, result[1]).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
    return invalid


def _opened(file: Path | None, lines: Iterator[Line | BadLine]) -> Iterator[Line | BadLine]:
    if file is not None and not file.is_file():
        raise FileNotFoundError(f"there is no file '{file.as_posix()}'")
    return lines


def _name(file: Path | None) -> str:
    return file.as_posix() if file is not None else "standard input"
