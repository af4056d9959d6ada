"""The named tasks of this room: `care.alert`, `care.come_back`, `care.staff`, and its sweep.

`care.send_alert` stands in sending.py, `care.send_welfare` in welfare.py, `care.tell_of_alarm` in engineers.py.
"""

from __future__ import annotations

from datetime import timedelta

from evenhand import work
from evenhand.care import (
    alerts,
    engineers,  # noqa: F401 (registers care.tell_of_alarm)
    following,
    sending,  # noqa: F401 (registers care.send_alert)
    staff,
    welfare,  # noqa: F401 (registers care.send_welfare)
)
from evenhand.care.models import FollowUp
from evenhand.cases.models import Case
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import hold_lane
from evenhand.work.types import JSON


@work.task("care.alert")
def alert(payload: dict[str, JSON]) -> None:
    """A case opened, or heard news, that may not wait {case_id}."""
    alerts.alert(Case.objects.get(pk=int(str(payload["case_id"]))))


@work.task("care.come_back")
def come_back(payload: dict[str, JSON]) -> None:
    """A follow-up is due {follow_up_id}."""
    rows = FollowUp.objects.select_related("case__contribution__disposition", "case__contribution__channel")
    key = int(str(payload["follow_up_id"]))
    hold_lane(rows.get(pk=key).case.contribution)
    following.come_back(rows.select_for_update(of=("self",)).get(pk=key))


@work.task("care.staff")
def look_after(payload: dict[str, JSON]) -> None:
    """A text that is rude of somebody, once it is routed: is it aimed at somebody on the register {assessment_id}."""
    rows = Assessment.objects.select_related("version__contribution__disposition", "version__contribution__channel")
    staff.follow(rows.get(pk=int(str(payload["assessment_id"]))))


@work.sweep("care.follow_ups", every=timedelta(minutes=1))
def call_due() -> None:
    """Cases whose follow-up is due come back."""
    following.call_due()
