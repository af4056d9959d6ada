"""The Django app `intake`."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """What comes in: webhooks stored as hints, polling as the truth, contributions and their versions."""

    name = "evenhand.intake"
    label = "intake"
