"""The Django app `sanctions`."""

from __future__ import annotations

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    """The ladder: strikes, warnings, blocks, and the grounds without which no block can exist."""

    name = "evenhand.sanctions"
    label = "sanctions"
