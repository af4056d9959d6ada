"""The Django app `support`."""

from __future__ import annotations

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Questions and member reports: who asked, and with what outcome."""

    name = "evenhand.support"
    label = "support"
