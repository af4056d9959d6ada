"""The Django app `channels`."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Accounts of the organisation on the platforms: credentials, capabilities, health."""

    name = "evenhand.channels"
    label = "channels"
