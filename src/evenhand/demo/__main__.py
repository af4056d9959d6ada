"""The command behind `./run demo`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import webbrowser
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evenhand.demo import parts
from evenhand.demo.people import PASSPHRASE, TEAM

console = Console(width=110)


def demo(  # noqa: PLR0913, PLR0917 (options of a command line, each named by its user)
    check: Annotated[bool, typer.Option("--check", help="No browser: play a shift and compare every promise.")] = False,  # noqa: FBT002 (a flag)
    seconds: Annotated[float, typer.Option(help="How long the check lets traffic flow.")] = 60,
    break_promise: Annotated[int, typer.Option("--break", help="Plant a fault against this promise; must exit 1.")] = 0,
    break_all: Annotated[bool, typer.Option("--break-all", help="Plant each fault in turn.")] = False,  # noqa: FBT002 (a flag)
    port: Annotated[int, typer.Option(help="Port of the service; 0 takes a free one.")] = 0,
    database: Annotated[str, typer.Option(help="postgres://... instead of SQLite; must be empty.")] = "",
    workers: Annotated[int, typer.Option(help="Worker processes (PostgreSQL; SQLite takes one).")] = 1,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,  # noqa: FBT002 (a flag)
) -> None:
    """Run the whole service on this machine against simulated platforms."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="evenhand-demo-") as folder:
        var = Path(folder)
        environment = parts.environment(var, database)
        os.environ.update(environment)
        places = parts.Places(
            f"http://127.0.0.1:{parts.free_port()}", f"http://127.0.0.1:{port or parts.free_port()}", var, environment
        )
        with parts.sandbox(var, places.sandbox, environment):
            _prepare()
            with parts.running(places, workers=workers):
                parts.command(places, "channel", "add", "--from-sandbox", places.sandbox, "--service", places.service)
                _look_for_people_at_risk()
                from evenhand.demo.witness import Witness  # noqa: PLC0415 (Django is set up by _prepare)

                Witness(places.sandbox).post("traffic", {"state": "start", "per_second": 2, "seed": 7})
                console.print(f"Ready after {time.monotonic() - started:.0f} seconds.")
                if check or break_promise or break_all:
                    sys.exit(_check(places, seconds, break_promise, break_all=break_all))
                _show(places, browser=browser)


def _prepare() -> None:
    from evenhand.cli.main import set_up_django  # noqa: PLC0415 (the environment is set first)

    set_up_django()
    from django.conf import settings  # noqa: PLC0415 (Django is set up now)
    from django.core.management import call_command  # noqa: PLC0415 (as above)

    from evenhand.judgement import policies  # noqa: PLC0415 (as above)
    from evenhand.people.services import create_user  # noqa: PLC0415 (as above)
    from evenhand.policy import load_answers  # noqa: PLC0415 (as above)
    from evenhand.support import library  # noqa: PLC0415 (as above)

    call_command("migrate", verbosity=0)
    policies.put_in_force(settings.POLICY)
    library.load(load_answers(policies.policy_file(f"{settings.POLICY}-answers")))
    for name, (shown, roles) in TEAM.items():
        create_user(name, PASSPHRASE, roles, display_name=shown)


def _look_for_people_at_risk() -> None:
    """What a body with a duty of care records for the platforms whose terms forbid it."""
    from django.utils import timezone  # noqa: PLC0415 (as above)

    from evenhand.channels.models import Channel  # noqa: PLC0415 (as above)
    from evenhand.judgement import uses  # noqa: PLC0415 (as above)
    from evenhand.people.models import User  # noqa: PLC0415 (as above)

    adviser, until = User.objects.get(username="alex"), timezone.localdate() + timedelta(days=365)
    for channel in Channel.objects.order_by("pk"):
        if not uses.may_use(channel, uses.Use.INFER_RISK):
            uses.decide(channel, uses.Use.INFER_RISK, adviser, "Vital interests: this is a demonstration.", until)


def _check(places: parts.Places, seconds: float, break_promise: int, *, break_all: bool) -> int:
    from evenhand.demo.check import check  # noqa: PLC0415 (Django is set up now)

    return 0 if check(places, seconds, break_promise=break_promise, break_all=break_all) else 1


def _show(places: parts.Places, *, browser: bool) -> None:
    console.print(f"\nThe desk:              {places.service}/desk/")
    console.print(f"The public guidelines: {places.service}/guidelines/")
    console.print(f"The platforms:         {places.sandbox}/   (publish, switch faults, look as a stranger)")
    console.print(f"\nSign in as one of these, with the passphrase '{PASSPHRASE}':")
    for name, (shown, roles) in TEAM.items():
        console.print(f"  {name:<8}{shown:<16}{', '.join(roles)}")
    console.print("\nCtrl-C stops everything; nothing is kept.")
    if browser:
        webbrowser.open(f"{places.service}/desk/")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("Stopped.")


if __name__ == "__main__":
    typer.run(demo)
