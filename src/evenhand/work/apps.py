"""The Django app `work`."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The durable queue: lanes, tasks, sweeps."""

    name = "evenhand.work"
    label = "work"

    def ready(self) -> None:
        """Make the queue's own sweep known."""
        from evenhand.work import upkeep  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
