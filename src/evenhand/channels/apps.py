"""The Django app `channels`."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Accounts of the organisation on the platforms: credentials, capabilities, health."""

    name = "evenhand.channels"
    label = "channels"

    def ready(self) -> None:
        """Make the room's guards and named tasks known."""
        from evenhand.channels import guards, tasks  # noqa: F401, PLC0415 (tasks register by import, once apps are loaded)

        guards.register()
