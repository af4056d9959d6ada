"""The Django app `channels`."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Accounts of the organisation on the platforms: credentials, capabilities, health."""

    name = "evenhand.channels"
    label = "channels"

    def ready(self) -> None:
        """Make the room's guards known."""
        from evenhand.channels import guards  # noqa: PLC0415 (once apps are loaded)

        guards.register()
