"""`evenhand manage ...`: Django's own upkeep commands (migrate, check, shell), unchanged."""

from __future__ import annotations

import typer
from django.core.management import execute_from_command_line


def manage(context: typer.Context) -> None:
    """Run one of Django's commands: `evenhand manage migrate`."""
    execute_from_command_line(["evenhand manage", *context.args])


manage.context_settings = {  # type: ignore[attr-defined]  # read by cli.main when it mounts the command
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}
