"""Which cases wake somebody, and what is written down before anybody is called."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from evenhand import work
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.cases.automatic import urges_self_harm
from evenhand.cases.models import Case
from evenhand.cases.queue import WAKING
from evenhand.cases.routing import MOST_URGENT
from evenhand.clock import Timetable

_log = structlog.get_logger(__name__)


def alert(case: Case) -> list[Alert]:
    """Alert those on call of a case, anew each time it is asked, by each way; nobody where somebody is there anyway.

    What is still on its way is not sent twice: whoever opens the case reads what stands there then.
    """
    if case.state != Case.State.OPEN or not _wakes(case):
        return []
    ways = on_call().ways
    if not ways:
        _log.warning("care.nobody_on_call", case=case.pk, kind=case.kind)
        return []
    earlier = Alert.objects.filter(case=case)
    on_its_way = set(earlier.filter(state=Alert.State.PLANNED).values_list("way", flat=True))
    last = earlier.aggregate(last=Max("nth"))["last"] or 0
    return [_plan(case, way, last + 1) for way in ways if way not in on_its_way]


def on_call() -> OnCall:
    """Who is on call, as set."""
    found: OnCall = settings.ON_CALL
    return found


def is_nobody() -> bool:
    """Whether no way of alerting anybody is set."""
    return not on_call().ways


def unheard(case: Case) -> str:
    """Whether somebody should have been alerted of an open case and was not: 'nobody' is set, it 'failed', or ''."""
    if case.state != Case.State.OPEN or case.kind not in WAKING or case.priority != MOST_URGENT:
        return ""
    states = set(Alert.objects.filter(case__contribution=case.contribution_id).values_list("state", flat=True))
    if states:
        return "failed" if states == {Alert.State.FAILED} else ""
    return "nobody" if is_nobody() and _wakes(case) else ""


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


def _plan(case: Case, way: str, nth: int) -> Alert:
    made = Alert.objects.create(case=case, way=way, nth=nth)
    work.enqueue("care.send_alert", {"alert_id": str(made.pk)}, key=f"send-alert:{made.pk}", priority=1)
    return made
