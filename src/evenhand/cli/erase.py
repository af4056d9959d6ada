"""`evenhand erase ...`: erase one person for good, by two people; and what an administrator does around it.

evenhand erase preview --channel 3 AUTHOR        what would go, and why it cannot go now
evenhand erase ask --channel 3 AUTHOR --by ann --why request --reference DP-2026/14
evenhand erase confirm ID --by bob               does it, and cleans the store's files
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

import typer
from django.conf import settings

from evenhand.cases.errors import RefusedError
from evenhand.channels.models import Channel
from evenhand.cli.people import named
from evenhand.cli.ready import make_ready
from evenhand.intake.models import Author
from evenhand.rights import erasing, log, relog
from evenhand.rights.models import Erasure
from evenhand.rights.scrub import scrub as clean

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Erase a person; do it again after a restore.")
Who = Annotated[str, typer.Argument(help="The platform's own id of the author, or a handle that only they have.")]
On = Annotated[int, typer.Option("--channel", help="Number of the channel (`evenhand channel health` shows it).")]
By = Annotated[str, typer.Option("--by", help="The sign-in name of whoever does this.")]
Which = Annotated[UUID, typer.Argument(help="The erasure, as `ask` and `list` name it.")]


@contextmanager
def _refusing() -> Iterator[None]:
    """Say why not, on standard error, and exit with 1."""
    try:
        yield
    except (RefusedError, log.ErasureLogError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def preview(author: Who, channel: On) -> None:
    """Count what would be erased. Changes nothing; exit 1 where it cannot be done now."""
    with _refusing():
        told = erasing.preview(_author(channel, author))
    for name, number in sorted(told.counts.items()):
        typer.echo(f"{number:>9,}  {name}")
    for path in told.files:
        typer.echo(f"  removes  {path}")
    for sentence in told.kept:
        typer.echo(f"  keeps  {sentence}")
    for sentence in told.blockers:
        typer.echo(f"Not now: {sentence}", err=True)
    raise typer.Exit(1 if told.blockers else 0)


@app.command()
def ask(
    author: Who,
    channel: On,
    by: By,
    why: Annotated[str, typer.Option(help="request, order or mistake.")],
    reference: Annotated[str, typer.Option(help="Your own number for it; it is kept, so no name.")] = "",
) -> None:
    """Ask for an erasure. Another person confirms it."""
    with _refusing():
        made = erasing.ask(_author(channel, author), named(by), why, reference)
    typer.echo(f"{made.pk}  waits for a second person: evenhand erase confirm {made.pk} --by NAME")


@app.command()
def confirm(erasure: Which, by: By) -> None:
    """Confirm an erasure as the second person: it is done at once, and cannot be undone."""
    with _refusing():
        done = erasing.confirm(_erasure(erasure), named(by))
    for name, number in done.erasure.counts.items():
        typer.echo(f"{number:>9,}  {name}")
    for path in done.moved:
        typer.echo(f"{path} is not where we wrote it. Find the copy and destroy it.", err=True)
    scrub()


@app.command()
def withdraw(erasure: Which, by: By) -> None:
    """Take back an erasure that nobody has confirmed."""
    with _refusing():
        erasing.withdraw(_erasure(erasure), named(by))
    typer.echo("Taken back. Nothing was erased.")


@app.command("list")
def list_() -> None:
    """Print every erasure, the newest first."""
    for row in Erasure.objects.select_related("asked_by", "confirmed_by").order_by("-asked_at"):
        by = " and ".join(str(one) for one in (row.asked_by, row.confirmed_by) if one)
        typer.echo(f"{row.pk}  {row.state:<9}  {row.asked_at:%Y-%m-%d}  {row.why}  {row.reference or '-'}  {by}")


@app.command()
def replay() -> None:
    """Erase again what a restored backup brought back; `serve` and `work` do this by themselves."""
    if not make_ready():
        typer.echo(f"Nothing to do: the database knows of every erasure in {settings.ERASURE_LOG}.")


@app.command()
def scrub() -> None:
    """Clean the store's files of what was overwritten; exit 1 where something is left to do."""
    done = clean()
    for sentence in done.left:
        typer.echo(sentence, err=True)
    if not done.clean:
        raise typer.Exit(1)
    typer.echo("The store's files are clean.")


@app.command("log")
def log_() -> None:
    """Write what the database knows of and the erasure log lacks into the log."""
    with _refusing():
        typer.echo(f"{relog.write_missing()} lines written to {settings.ERASURE_LOG}.")


def _author(channel: int, external_id: str) -> Author:
    on = Channel.objects.filter(pk=channel).first()
    if on is None:
        raise RefusedError(f"There is no channel {channel}. `evenhand channel health` numbers them.")
    return erasing.find(on, external_id)


def _erasure(key: UUID) -> Erasure:
    found = Erasure.objects.filter(pk=key).first()
    if found is None:
        raise RefusedError(f"There is no erasure {key}. `evenhand erase list` names them.")
    return found
