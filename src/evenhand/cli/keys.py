"""`evenhand keys`: the key that seals the channels' credentials, and changing it. No key is ever shown."""

from __future__ import annotations

import typer
from django.conf import settings

from evenhand.channels.credentials import CredentialsError
from evenhand.channels.rotating import keys_used, rotate_keys

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The key that seals credentials: see, change it.")


@app.command()
def status() -> None:
    """Which key each channel's credentials are sealed with; exit 1 where a key is missing."""
    try:
        used = keys_used()
    except CredentialsError as error:
        raise _stop(error) from error
    for number, (name, count) in enumerate(used.items()):
        what = f"key {name}: {'seals, and ' if number == 0 else ''}opens {count}" if name else f"no key opens {count}"
        typer.echo(what)
    if "" in used:
        typer.echo("Give the key that those were sealed with, or connect the channels again.", err=True)
        raise typer.Exit(1)


@app.command()
def rotate() -> None:
    """Seal all credentials under a new key; the old one is kept until everything is done, and then given up."""
    try:
        count = rotate_keys()
    except CredentialsError as error:
        raise _stop(error) from error
    ending = "" if settings.CREDENTIALS_KEY_FILE else " Take the old keys out of EVENHAND_CREDENTIALS_KEY now."
    typer.echo(f"Sealed anew: {count}. Every channel's credentials are opened by the new key alone.{ending}")


def _stop(error: CredentialsError) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(1)
