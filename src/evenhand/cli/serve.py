"""`evenhand serve`: the web service on granian (WSGI), the number of processes by the store."""

from __future__ import annotations

from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes.")] = 1,
    threads: Annotated[int, typer.Option(help="Blocking threads in each process.")] = 8,
) -> None:
    """Serve the desk, the public pages and the webhooks."""
    from evenhand.cli.ready import make_ready  # noqa: PLC0415  (models load only after set-up)

    make_ready()
    server = Granian(
        "evenhand.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
    )
    server.serve()
