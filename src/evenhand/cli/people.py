"""People by their sign-in name, for the commands that act in somebody's name."""

from __future__ import annotations

import typer

from evenhand.people.models import User


def named(username: str) -> User:
    """The person with this sign-in name; leaves with exit 1 where there is none."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        typer.echo(f"Nobody here signs in as '{username}'. `evenhand person add` makes people.", err=True)
        raise typer.Exit(1)
    return found
