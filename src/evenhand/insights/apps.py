"""The Django app `insights`."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Figures and digests."""

    name = "evenhand.insights"
    label = "insights"
