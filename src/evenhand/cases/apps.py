"""The Django app `cases`."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Work for people: queues, assignments, decisions."""

    name = "evenhand.cases"
    label = "cases"

    def ready(self) -> None:
        """Make the room's named tasks known to the queue."""
        from evenhand.cases import tasks  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
