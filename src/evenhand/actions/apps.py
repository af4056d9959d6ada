"""The Django app `actions`."""

from __future__ import annotations

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Effects on platforms: written down, tried, read back, reconciled; manual tasks where there is no API."""

    name = "evenhand.actions"
    label = "actions"
