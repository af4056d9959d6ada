"""`evenhand answers`: checks a file of approved answers, and brings in what the library lacks of it.

Exit status: 0 all is well, 1 faults were found, 2 the file cannot be read.
"""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand import policy as policies
from evenhand.judgement.policies import policy_file
from evenhand.support import library

app = typer.Typer(add_completion=False, help="The library of approved answers.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The policy whose answers are meant, such as hmpps, or a policy's file.")]


@app.command()
def check(name: Name) -> None:
    """Report every fault of the file: line, column, cause and cure."""
    typer.echo(f"{len(_read(name).answers)} answers, no fault.")


@app.command()
def load(name: Name) -> None:
    """Put the answers that the library lacks into it. None that is there already is changed."""
    found = _read(name)
    came = library.load(found)
    typer.echo(f"{came} of {len(found.answers)} answers are new in the library.")
    if came:
        typer.echo("Nobody has checked their words: a responder lead or a policy owner reads them at /desk/answers/.")


def _read(name: str) -> policies.SeedLibrary:
    try:
        file = policy_file(name)
        return policies.load_answers(file.with_name(f"{file.stem}-answers.yaml"))
    except policies.PolicyFaults as faults:
        typer.echo(faults.text(), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"{error.filename}: cannot be read ({error.strerror}). Check the name.", err=True)
        raise typer.Exit(2) from None
