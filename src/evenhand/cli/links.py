"""`evenhand links`: which web addresses Evenhand shows or sends, and whether anything is still there.

Exit status of `check`: 0 none is dead, 1 some are, 2 the policy cannot be read.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urldefrag

import typer

from evenhand import policy as files
from evenhand.cli.link_checking import Checker, Found, State
from evenhand.cli.link_gathering import gathered
from evenhand.judgement.errors import NoPolicyInForceError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The web addresses that Evenhand shows or sends.")
Name = Annotated[str, typer.Argument(help="A policy's name, such as hmpps. The one in force, where none is given.")]
TOLD = {State.DEAD: "DEAD", State.MOVED: "moved", State.UNREACHABLE: "not reached"}


@app.command("list")
def list_(name: Name = "") -> None:
    """Print each address with where it stands; nothing is asked."""
    for link, places in sorted(_gathered(name).items()):
        typer.echo(f"{link}  ({'; '.join(places)})")


@app.command()
def check(name: Name = "") -> None:
    """Ask each address once, one at a time a host, and say which are dead, moved, or could not be reached."""
    places = _gathered(name)
    found = checker().check(places)
    where: dict[str, list[str]] = {}
    for link, told in places.items():
        where.setdefault(urldefrag(link).url, []).extend(told)
    for state in TOLD:
        for one in found:
            if one.state == state:
                _say(one, where[one.link])
    count = {state: sum(one.state == state for one in found) for state in State}
    typer.echo(
        f"{len(found)} addresses: {count[State.THERE]} there, {count[State.MOVED]} moved, {count[State.DEAD]} dead, "
        f"{count[State.UNREACHABLE]} not reached."
    )
    if found and count[State.UNREACHABLE] == len(found):
        typer.echo("None was reached: does this machine reach the internet?", err=True)
    if count[State.DEAD]:
        raise typer.Exit(1)


def checker() -> Checker:
    """Whoever asks; a test gives another."""
    return Checker()


def _say(one: Found, places: list[str]) -> None:
    typer.echo(f"{TOLD[one.state]}: {one.link} {one.why} [{'; '.join(places)}]")


def _gathered(name: str) -> dict[str, list[str]]:
    try:
        return gathered(name)
    except files.PolicyFaults as faults:
        typer.echo(str(faults), err=True)
    except (OSError, NoPolicyInForceError) as error:
        typer.echo(f"{error} Or name a policy's file: evenhand links check hmpps.", err=True)
    raise typer.Exit(2)
