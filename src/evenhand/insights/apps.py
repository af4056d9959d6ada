"""The Django app `insights`."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Figures and digests."""

    name = "evenhand.insights"
    label = "insights"

    def ready(self) -> None:
        """Make the room's sweeps known to the queue."""
        from evenhand.insights import tasks  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
