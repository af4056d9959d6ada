"""The named tasks of this room: `actions.carry_out`, `actions.perform` (in performing.py), and a sweep."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from evenhand import work
from evenhand.actions import (
    closing,
    closing_effect,  # noqa: F401 (registers actions.set_comments)
    performing,  # noqa: F401 (registers actions.perform)
    planning,
    verifying,  # noqa: F401 (registers actions.verify)
)
from evenhand.cases.models import Decision
from evenhand.store.prepared import Value, prepared
from evenhand.work.types import JSON


@prepared
def _decision(key: Value) -> QuerySet[Decision]:
    rows = Decision.objects.select_related("contribution__channel", "contribution__post", "contribution__author")
    return rows.filter(pk=key)


@work.task("actions.carry_out")
def carry_out(payload: dict[str, JSON]) -> None:
    """Plan the measures of one decision {decision_id}."""
    planning.carry_out(_decision.get(int(str(payload["decision_id"]))))


@work.sweep("actions.open_comments", every=timedelta(seconds=30))
def open_comments() -> None:
    """Comments that were closed until now open by themselves."""
    closing.open_due()


@work.sweep("actions.unplanned", every=timedelta(minutes=2))
def unplanned() -> None:
    """An upheld breach always has an action: plan what a lost hand-over left unplanned."""
    lost = Decision.objects.filter(verdict=Decision.Verdict.BREACH, actions__isnull=True, measures__contains="hide")
    for decision in lost.select_related("contribution__channel")[:100]:
        with transaction.atomic():
            planning.carry_out(decision)
