"""The Django app `actions`."""

from __future__ import annotations

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Effects on platforms: written down, tried, read back, reconciled; manual tasks where there is no API."""

    name = "evenhand.actions"
    label = "actions"

    def ready(self) -> None:
        """Make the room's named tasks known to the queue."""
        from evenhand.actions import tasks  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
