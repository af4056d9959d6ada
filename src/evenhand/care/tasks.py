"""The named tasks of this room: `care.alert`, and `care.send_alert` (in sending.py)."""

from __future__ import annotations

from evenhand import work
from evenhand.care import (
    alerts,
    sending,  # noqa: F401 (registers care.send_alert)
)
from evenhand.cases.models import Case
from evenhand.work.types import JSON


@work.task("care.alert")
def alert(payload: dict[str, JSON]) -> None:
    """A case opened that may not wait {case_id}."""
    alerts.alert(Case.objects.get(pk=int(str(payload["case_id"]))))
