"""The Django app `work`."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The durable queue: lanes, tasks, sweeps."""

    name = "evenhand.work"
    label = "work"
