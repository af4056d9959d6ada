"""The Django app `sanctions`."""

from __future__ import annotations

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    """The ladder: strikes, warnings, blocks, and the grounds without which no block can exist."""

    name = "evenhand.sanctions"
    label = "sanctions"

    def ready(self) -> None:
        """Make the room's named tasks and guards known."""
        from evenhand.sanctions import guards, tasks  # noqa: F401, PLC0415 (registers by import, once apps are loaded)

        guards.register()
