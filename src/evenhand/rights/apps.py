"""The Django app `rights`."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Erasure, legal hold, retention."""

    name = "evenhand.rights"
    label = "rights"

    def ready(self) -> None:
        """Make the room's guards and sweeps known."""
        from evenhand.rights import guards, tasks  # noqa: F401, PLC0415 (registers by import, once apps are loaded)

        guards.register()
