"""`evenhand platforms ...`: what the platforms let us do, as the tables have it.

evenhand platforms table                       print the page
evenhand platforms table --write               write docs/platforms.md anew
evenhand platforms table --check               exit with 1 where docs/platforms.md is not what the tables say
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.platforms.overview import page

app = typer.Typer(add_completion=False, no_args_is_help=True, help="What each platform lets us do.")
PAGE = Path("docs/platforms.md")


@app.callback()
def _several() -> None:
    """So that `table` stays a command of its own when it is the only one."""


@app.command()
def table(
    file: Annotated[Path, typer.Option(help="The page to write or check.")] = PAGE,
    write: Annotated[bool, typer.Option("--write", help="Write the page anew.")] = False,  # noqa: FBT002 (typer's own way)
    check: Annotated[bool, typer.Option("--check", help="Say whether the page is up to date.")] = False,  # noqa: FBT002 (as above)
) -> None:
    """Print the capability tables as one Markdown page; write it, or check the one that is there."""
    told = page()
    if write:
        file.write_text(told, "utf-8")
        typer.echo(f"Written: {file.as_posix()}.")
    elif not check:
        typer.echo(told, nl=False)
    elif not file.is_file() or file.read_text("utf-8") != told:
        typer.echo(
            f"{file.as_posix()} is not what the tables say. Run `evenhand platforms table --write` and commit it.",
            err=True,
        )
        raise typer.Exit(1)
