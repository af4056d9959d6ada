"""`evenhand sandbox`: the five platforms simulated on one local port."""

from __future__ import annotations

from typing import Annotated

import typer


def sandbox(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8700,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the simulated platforms until interrupted."""
    from evenhand.sandbox.server import ListenError, serve  # noqa: PLC0415  (only this command needs it)

    typer.echo(f"The sandbox is at http://{host}:{port}/ (Ctrl+C stops it).", err=True)
    try:
        serve(host, port)
    except ListenError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
