"""`evenhand coverage`: whether each of the five platforms was moderated on a day; exit 1 where the day was not kept."""

from __future__ import annotations

import csv
import sys
from datetime import date
from typing import Annotated

import typer
from django.utils import timezone

from evenhand.insights import coverage as counted
from evenhand.insights import coverage_words as words
from evenhand.insights.coverage import Kept, Line
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import named


def coverage(
    day: Annotated[str, typer.Option(help="The day, such as 2026-11-27. Today, where none is given.")] = "",
    platform: Annotated[str, typer.Option(help="One platform only; X is found as twitter too.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="As a CSV file.")] = False,  # noqa: FBT002 (typer's way of a switch)
) -> None:
    """Say of each channel how it stood on a day, what came in, what became of it, and when it was not read."""
    wanted, only = _day(day), _platform(platform)
    lines = counted.report(wanted, only)
    if as_csv:
        csv.writer(sys.stdout).writerows(words.rows(wanted, lines))
    else:
        for line in lines:
            _say(line)
    if any(line.kept == Kept.NOT_KEPT for line in lines):
        raise typer.Exit(1)


def _say(line: Line) -> None:
    counts = line.counts
    state = words.STATES[line.state]
    state = state[0].lower() + state[1:]
    if line.channel is None:
        typer.echo(f"{line.name}: {state}.")
        return
    read = f"{timezone.localtime(line.last_read):%d/%m/%Y %H:%M}" if line.last_read else "never"
    typer.echo(
        f"{line.name}, {line.channel.name}: {state}. Came in {counts.came}, looked at {counts.looked_at}, waiting "
        f"{counts.waiting}, decided by a person {counts.by_person}, by the machine {counts.by_machine}. Last read: "
        f"{read}. Moderation day: {words.KEPT[line.kept].lower()}."
    )
    for sentence in words.told(line):
        typer.echo(f"  {sentence}")


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told) if told else timezone.localdate()
    except ValueError as error:
        raise typer.BadParameter("Write the day as 2026-11-27.", param_hint="--day") from error


def _platform(told: str) -> Platform | None:
    found = named(told)
    if told and found is None:
        raise typer.BadParameter(f"Write one of: {', '.join(Platform)}.", param_hint="--platform")
    return found
