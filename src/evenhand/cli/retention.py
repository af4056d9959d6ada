"""`evenhand retention ...`: how long what is kept, what would go now, and recorded legal decisions to keep.

evenhand retention show
evenhand retention run                        what the worker does every hour by itself
evenhand retention keep --channel 3 --ground "Public task; advice of 3 November" --until 2027-11-01 --by ann
evenhand retention end 2 --by ann
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from django.utils import timezone

from evenhand.cases.errors import RefusedError
from evenhand.channels.models import Channel
from evenhand.cli.people import named
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform
from evenhand.rights import keeping, retention
from evenhand.rights.models import LegalDecision
from evenhand.rights.schedule import ScheduleError, schedule

app = typer.Typer(add_completion=False, no_args_is_help=True, help="How long what people wrote is kept.")
By = Annotated[str, typer.Option("--by", help="The sign-in name of whoever does this.")]


@contextmanager
def _refusing() -> Iterator[None]:
    """Say why not, on standard error, and exit with 1."""
    try:
        yield
    except (RefusedError, ScheduleError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def show() -> None:
    """Print the periods, the platforms' limits, the decisions to keep, and how much would go now."""
    with _refusing():
        plan = schedule()
    for name, months in plan.classes.items():
        codes = ", ".join(code for code, one in plan.guidelines.items() if one == name)
        typer.echo(f"{name}: {months} months{f' ({codes})' if codes else ''}")
    for platform in Platform:
        told = storage(platform)
        limit = f"{told.store_text_hours} hours" if told.store_text_hours else "no limit of the platform"
        kept = "upheld words stay" if told.keeps_upheld else "upheld words stay by a legal decision alone"
        typer.echo(f"{platform.value}: {limit}; {kept}")
    for row in LegalDecision.objects.filter(ended_at=None).select_related("channel").order_by("pk"):
        typer.echo(f"{row.pk}  channel {row.channel_id} keeps upheld words until {row.until:%Y-%m-%d}: {row.ground}")
    for due in retention.everything_due(timezone.now(), plan):
        if number := due.versions.count():
            typer.echo(f"{number:,} texts would go now ({due.why})")


@app.command()
def run() -> None:
    """Take away what is due now."""
    with _refusing():
        told = retention.sweep()
    for name, number in sorted(told.items()):
        typer.echo(f"{number:>9,}  {name}")
    if not told:
        typer.echo("Nothing is due.")


@app.command()
def keep(
    channel: Annotated[int, typer.Option(help="Number of the channel (`evenhand channel health` shows it).")],
    ground: Annotated[str, typer.Option(help="The legal ground.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Until when it holds.")],
    by: By,
) -> None:
    """Record a legal decision to keep the words of upheld breaches of a channel beyond its platform's limit."""
    with _refusing():
        made = keeping.decide(_channel(channel), named(by), ground, until.date())
    typer.echo(f"Decision {made.pk}: upheld words of channel {channel} stay until {made.until:%Y-%m-%d}.")


@app.command()
def end(decision: Annotated[int, typer.Argument(help="Number of the decision.")], by: By) -> None:
    """End a decision to keep."""
    with _refusing():
        keeping.end(_decision(decision), named(by))
    typer.echo(f"Decision {decision} has ended; the next sweep takes away what it kept.")


def _channel(key: int) -> Channel:
    found = Channel.objects.filter(pk=key).first()
    if found is None:
        raise RefusedError(f"There is no channel {key}. `evenhand channel health` numbers them.")
    return found


def _decision(key: int) -> LegalDecision:
    found = LegalDecision.objects.filter(pk=key).first()
    if found is None:
        raise RefusedError(f"There is no decision {key}. `evenhand retention show` numbers them.")
    return found
