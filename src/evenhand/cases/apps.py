"""The Django app `cases`."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Work for people: queues, assignments, decisions."""

    name = "evenhand.cases"
    label = "cases"
