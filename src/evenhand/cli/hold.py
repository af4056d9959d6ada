"""`evenhand hold ...`: legal holds, which beat erasure and retention."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.cli.people import named
from evenhand.intake.models import Author
from evenhand.rights import holds
from evenhand.rights.erasing import find
from evenhand.rights.models import Hold

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Set, lift and list legal holds.")
By = Annotated[str, typer.Option("--by", help="The sign-in name of whoever does this.")]
Why = Annotated[str, typer.Option("--why", help="The reason, as it is put on record.")]


@app.command("set")
def set_(
    by: By,
    why: Why,
    case: Annotated[int, typer.Option(help="Number of a case.")] = 0,
    channel: Annotated[int, typer.Option(help="Number of the channel of an author.")] = 0,
    author: Annotated[str, typer.Option(help="The platform's id of the author.")] = "",
) -> None:
    """Hold what is kept of a case (--case), or of an author (--channel and --author)."""
    try:
        made = holds.set_hold(_on(case, channel, author), named(by), why)
    except RefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Hold {made.pk} stands until somebody lifts it.")


@app.command()
def lift(hold: Annotated[int, typer.Argument(help="Number of the hold.")], by: By, why: Why) -> None:
    """Lift a hold."""
    try:
        holds.lift(_hold(hold), named(by), why)
    except RefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Hold {hold} is lifted.")


@app.command("list")
def list_() -> None:
    """Print the holds that stand; neither names nor words."""
    for row in holds.standing():
        what = f"case {row.case_id}" if row.case_id else f"author {row.author_id}"
        typer.echo(f"{row.pk}  {what}  since {row.set_at:%Y-%m-%d}  by {row.set_by}")


def _hold(key: int) -> Hold:
    found = Hold.objects.filter(pk=key).first()
    if found is None:
        raise RefusedError(f"There is no hold {key}. `evenhand hold list` names them.")
    return found


def _on(case: int, channel: int, author: str) -> Author | Case:
    if bool(case) == bool(author):
        raise RefusedError("Name one thing to hold: --case, or --channel and --author.")
    if case:
        found = Case.objects.filter(pk=case).first()
        if found is None:
            raise RefusedError(f"There is no case {case}.")
        return found
    on = Channel.objects.filter(pk=channel).first()
    if on is None:
        raise RefusedError(f"There is no channel {channel}. `evenhand channel health` numbers them.")
    return find(on, author)
