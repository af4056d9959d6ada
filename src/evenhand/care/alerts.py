"""Which cases wake somebody, and what is written down before anybody is called."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.utils import timezone

from evenhand import work
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.cases.automatic import urges_self_harm
from evenhand.cases.models import Case
from evenhand.clock import Timetable

_log = structlog.get_logger(__name__)


def alert(case: Case) -> list[Alert]:
    """Alert those on call of a case, once by each way; nobody where somebody is at the desk anyway."""
    if case.state != Case.State.OPEN or not _wakes(case):
        return []
    ways = on_call().ways
    if not ways:
        _log.warning("care.nobody_on_call", case=case.pk, kind=case.kind)
        return []
    return [_plan(case, way) for way in ways]


def on_call() -> OnCall:
    """Who is on call, as set."""
    found: OnCall = settings.ON_CALL
    return found


def _wakes(case: Case) -> bool:
    """A person at risk always; a threat, or self-harm urged on somebody, while nobody moderates.

    Nobody is woken twice for one text. What the machine hid and is no threat can wait for the morning: whoever is woken
    for every slur stops listening.
    """
    if case.kind == Case.Kind.SAFEGUARDING:
        return True
    if case.assessment is None:
        return False
    if case.assessment.outcome != "escalate" and not urges_self_harm(case.assessment):
        return False
    if Alert.objects.filter(case__assessment=case.assessment_id).exclude(case=case).exists():
        return False
    timetable: Timetable = settings.TIMETABLE
    now = timezone.localtime()
    return timetable.moderation.next_open(now) > now


def _plan(case: Case, way: str) -> Alert:
    made, created = Alert.objects.get_or_create(case=case, way=way)
    if created:
        work.enqueue("care.send_alert", {"alert_id": str(made.pk)}, key=f"send-alert:{made.pk}", priority=1)
    return made
