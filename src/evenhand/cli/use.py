"""`evenhand use ...`: recorded decisions on what a channel's texts are used for, where its platform forbids it.

evenhand use show
evenhand use decide infer_risk --channel 3 --ground "Vital interests; advice of 3 November" --until 2027-11-01 --by ann
evenhand use decide learn --channel 3 --ground "..." --until 2027-11-01 --by ann
evenhand use end 2 --by ann
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from evenhand.channels.models import Channel
from evenhand.cli.people import named
from evenhand.judgement import uses
from evenhand.judgement.models import UseDecision

app = typer.Typer(add_completion=False, no_args_is_help=True, help="What channels' texts are used for.")
By = Annotated[str, typer.Option("--by", help="The sign-in name of whoever does this.")]
SAID = {uses.Use.INFER_RISK: "read for people at risk", uses.Use.LEARN: "learned from"}


@contextmanager
def _refusing() -> Iterator[None]:
    """Say why not, on standard error, and exit with 1."""
    try:
        yield
    except uses.UseRefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def show() -> None:
    """Print for each channel what its texts are used for, and by which decision."""
    rows = {(row.channel_id, row.use): row for row in UseDecision.objects.filter(ended_at=None)}
    for channel in Channel.objects.order_by("pk"):
        for use, said in SAID.items():
            row = rows.get((channel.pk, use.value))
            why = f": decision {row.pk}, until {row.until:%Y-%m-%d}, {row.ground}" if row else ""
            verb = "is" if uses.may_use(channel, use) else "is not"
            typer.echo(f"channel {channel.pk} ({channel.platform}) {verb} {said}{why}")


@app.command()
def decide(
    use: Annotated[uses.Use, typer.Argument(help="infer_risk: look for people at risk; learn: join the golden set.")],
    channel: Annotated[int, typer.Option(help="Number of the channel (`evenhand channel health` shows it).")],
    ground: Annotated[str, typer.Option(help="The ground, as your legal advisers put it.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Until when it holds.")],
    by: By,
) -> None:
    """Record that a channel's texts are put to a use that its platform's terms do not allow by themselves."""
    with _refusing():
        made = uses.decide(_channel(channel), use, named(by), ground, until.date())
    typer.echo(f"Decision {made.pk}: channel {channel} is {SAID[use]} until {made.until:%Y-%m-%d}.")


@app.command()
def end(decision: Annotated[int, typer.Argument(help="Number of the decision.")], by: By) -> None:
    """End a decision."""
    with _refusing():
        found = UseDecision.objects.filter(pk=decision).first()
        if found is None:
            raise uses.UseRefusedError(f"There is no decision {decision}. `evenhand use show` numbers them.")
        uses.end(found, named(by))
    typer.echo(f"Decision {decision} has ended.")


def _channel(key: int) -> Channel:
    found = Channel.objects.filter(pk=key).first()
    if found is None:
        raise uses.UseRefusedError(f"There is no channel {key}. `evenhand channel health` numbers them.")
    return found
