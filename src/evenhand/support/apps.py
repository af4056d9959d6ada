"""The Django app `support`."""

from __future__ import annotations

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Questions and member reports: who asked, and with what outcome."""

    name = "evenhand.support"
    label = "support"

    def ready(self) -> None:
        """Make the room's named tasks and guards known."""
        from evenhand.support import guards, tasks  # noqa: F401, PLC0415 (registers by import, once apps are loaded)

        guards.register()
