"""`evenhand person add`: people and their roles, for the engineer who installs it."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.people.models import User
from evenhand.people.services import also_called, call_also, create_user

app = typer.Typer(no_args_is_help=True, add_completion=False, help="People and their roles.")


@app.command()
def add(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[
        list[str],
        typer.Option(
            help="moderator, approver, policy_owner, safeguarding_lead, information_officer, auditor, administrator."
        ),
    ],
    name: Annotated[str, typer.Option(help="The name others see.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Add a person, or bring the one of that name to these roles."""
    try:
        person = create_user(username, password, role, email=email, display_name=name)
    except ValueError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    typer.echo(f"{person.username}: {', '.join(role)}")


@app.command()
def called(
    username: Annotated[str, typer.Argument(help="The name they sign in with.")],
    also: Annotated[list[str] | None, typer.Option(help="Another name they go by outside; once for each.")] = None,
) -> None:
    """Say which other names a person goes by, these and no more: what names them by one they do not decide."""
    person = User.objects.filter(username=username).first()
    if person is None:
        typer.echo(f"Nobody signs in as '{username}'. Add them first: evenhand person add {username}.", err=True)
        raise typer.Exit(1)
    try:
        call_also(person, also or ())
    except ValueError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    typer.echo(f"{person.username}: {', '.join(also_called(person)) or 'no other name'}")
