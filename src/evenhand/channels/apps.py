"""The Django app `channels`."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Accounts of the organisation on the platforms: credentials, capabilities, health."""

    name = "evenhand.channels"
    label = "channels"

    def ready(self) -> None:
        """Make the room's guards and named tasks known; every process of the house keeps limits in its tables."""
        from evenhand.channels import guards, limits, tasks  # noqa: F401, PLC0415 (tasks register by import, once apps are loaded)
        from evenhand.platforms.sharing import keep_limits_in  # noqa: PLC0415 (as above)

        guards.register()
        keep_limits_in(limits.StoreKeeper)
