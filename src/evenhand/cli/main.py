"""`evenhand`: mounts each command and loads only what the command called needs, so that `assess` starts fast."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

# command → (module, attribute, needs the database, one line of help)
COMMANDS: dict[str, tuple[str, str, bool, str]] = {
    "assess": ("evenhand.cli.assess", "assess", False, "Assess texts: JSON Lines, CSV or Parquet in, JSON Lines out."),
    "policy": ("evenhand.cli.policy", "app", False, "Check, show or compare policy files; store and activate one."),
    "serve": ("evenhand.cli.serve", "serve", True, "Serve the desk, the public pages and the webhooks."),
    "work": ("evenhand.cli.work", "work", True, "Run a worker."),
    "sandbox": ("evenhand.cli.sandbox", "sandbox", False, "Run the simulated platforms."),
    "erase": ("evenhand.cli.erase", "app", True, "Erase a person: preview, ask, confirm; again after a restore."),
    "hold": ("evenhand.cli.hold", "app", True, "Set, lift and list legal holds."),
    "retention": ("evenhand.cli.retention", "app", True, "How long what is kept; legal decisions to keep."),
    "record": ("evenhand.cli.record", "app", False, "Seal, export and verify the record."),
    "channel": ("evenhand.cli.channel", "app", True, "Connect a channel; see what it may do."),
    "coverage": ("evenhand.cli.coverage", "coverage", True, "Whether each platform was moderated on a day."),
    "use": ("evenhand.cli.use", "app", True, "Record what a channel's texts are used for, on which ground."),
    "platforms": ("evenhand.cli.platforms", "app", False, "What each platform lets us do, as one page."),
    "links": ("evenhand.cli.links", "app", True, "Whether the web addresses that Evenhand shows are still there."),
    "keys": ("evenhand.cli.keys", "app", True, "The key that seals credentials: see, change it."),
    "manage": ("evenhand.cli.manage", "manage", True, "Migrate the database, and other upkeep."),
    "person": ("evenhand.cli.person", "app", True, "Add people and their roles."),
    "answers": ("evenhand.cli.answers", "app", True, "Check and load approved answers."),
    "on-call": ("evenhand.cli.on_call", "app", True, "See who is alerted of what may not wait; send a test."),
}


def run() -> None:
    """The entry point: find the command, load its module, hand over."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in {"--help", "-h", "help"}:
        _help()
        return
    if name not in COMMANDS:
        sys.stderr.write(f"evenhand does not know '{name}'. Commands: {', '.join(COMMANDS)}.\n")
        raise SystemExit(2)
    module, attribute, needs_database, _ = COMMANDS[name]
    if needs_database:
        set_up_django()
    command = getattr(import_module(module), attribute)
    if isinstance(command, typer.Typer):
        command(args=sys.argv[2:], prog_name=f"evenhand {name}")
        return
    single = typer.Typer(add_completion=False)
    single.command(name=name, context_settings=getattr(command, "context_settings", None))(command)
    single(args=sys.argv[2:], prog_name=f"evenhand {name}")


def set_up_django() -> None:
    """Load settings and apps, for the commands that need the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    import django  # noqa: PLC0415 (only the commands that need it pay for it)

    django.setup()


def _help() -> None:
    sys.stdout.write("evenhand COMMAND ...   (evenhand COMMAND --help says more)\n\n")
    for name, (_, _, _, line) in COMMANDS.items():
        sys.stdout.write(f"  {name:<10}{line}\n")


if __name__ == "__main__":
    run()
