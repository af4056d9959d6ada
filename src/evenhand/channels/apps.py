"""The Django app `channels`."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Accounts of the organisation on the platforms: credentials, capabilities, health."""

    name = "evenhand.channels"
    label = "channels"

    def ready(self) -> None:
        """Make the room's named tasks known to the queue."""
        from evenhand.channels import tasks  # noqa: F401, PLC0415 (registers by import, once the apps are loaded)
