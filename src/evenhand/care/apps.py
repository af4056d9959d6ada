"""The Django app `care`."""

from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    """People at risk and featured staff."""

    name = "evenhand.care"
    label = "care"
