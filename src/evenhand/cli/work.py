"""`evenhand work`: one worker process. Start as many as the store allows; SQLite is served best by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer


def work(
    lanes: Annotated[int, typer.Option(help="Lanes held at once; as many effects run side by side.", min=1)] = 16,
    threads: Annotated[int, typer.Option(help="Worker threads in this process.", min=1)] = 1,
    lease: Annotated[float, typer.Option(help="Seconds after which a silent worker's lanes go to others.", min=1)] = 30,
) -> None:
    """Run a worker until SIGTERM; it then finishes what it began."""
    from evenhand.cli.ready import wait_until_ready  # noqa: PLC0415  (models load only after set-up)
    from evenhand.work.running import run_embedded, run_worker  # noqa: PLC0415  (as above)
    from evenhand.work.worker import Options  # noqa: PLC0415  (as above)

    wait_until_ready()
    options = Options(lanes=lanes, lease=timedelta(seconds=lease))
    if threads == 1:
        run_worker(options)
    else:
        run_embedded(threads, options=options)
