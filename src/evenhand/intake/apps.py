"""The Django app `intake`."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """What comes in: webhooks stored as hints, polling as the truth, contributions and their versions."""

    name = "evenhand.intake"
    label = "intake"

    def ready(self) -> None:
        """Make the room's named tasks known to the queue."""
        from evenhand.intake import tasks  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
