"""The Django app `care`."""

from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    """People at risk and featured staff."""

    name = "evenhand.care"
    label = "care"

    def ready(self) -> None:
        """Make the room's named tasks and guards known."""
        from evenhand.care import guards, tasks  # noqa: F401, PLC0415 (registers by import, once apps are loaded)

        guards.register()
