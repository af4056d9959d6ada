"""The Django app `judgement`."""

from __future__ import annotations

from django.apps import AppConfig


class JudgementConfig(AppConfig):
    """Runs assess with its context; keeps policy versions, assessments and the register of false claims."""

    name = "evenhand.judgement"
    label = "judgement"
