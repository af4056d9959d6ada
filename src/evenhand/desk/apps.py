"""The app `desk`: named so that Django finds its templates and commands; it has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Django's entry to the app."""

    name = "evenhand.desk"
    label = "desk"
    verbose_name = "Desk"
