"""The Django app `judgement`."""

from __future__ import annotations

from django.apps import AppConfig


class JudgementConfig(AppConfig):
    """Runs assess with its context; keeps policy versions, assessments and the register of false claims."""

    name = "evenhand.judgement"
    label = "judgement"

    def ready(self) -> None:
        """Make the room's named tasks and guards known."""
        from evenhand.judgement import guards, tasks  # noqa: F401, PLC0415 (registers by import, once apps are loaded)

        guards.register()
