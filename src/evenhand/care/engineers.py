"""`care.tell_of_alarm`: word of a channel's alarm, and of its end, to the engineer, or else to whoever is on call.

An alert that came twice is better than one that never came. What could not be sent stands on the alarm, at the desk.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from django.utils import timezone

from evenhand import work
from evenhand.care.alerts import on_call
from evenhand.care.sending import FIRST_PAUSE, MOST_TRIES, NotSentError, send
from evenhand.care.words import Words
from evenhand.channels import advice, alarms
from evenhand.channels.models import Alarm
from evenhand.clock import said
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.work.types import JSON, TaskInfo

_log = structlog.get_logger(__name__)
NOBODY = "nobody"


@work.effect("care.tell_of_alarm", time_limit=timedelta(seconds=60))
class TellOfAlarm:
    """One alarm, raised or ended."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The words and the ways; None where there is nobody to tell, or it ended before anybody was told."""
        alarm = Alarm.objects.select_related("channel").get(pk=int(str(payload["alarm_id"])))
        ended = bool(payload["ended"])
        if not ended and alarm.closed_at is not None:
            return None
        ways: list[JSON] = list(on_call().engineer_ways)
        if not ways:
            _log.warning("care.no_engineer", alarm=alarm.pk, kind=alarm.kind)
            Alarm.objects.filter(pk=alarm.pk).update(told_code=NOBODY)
            return None
        return {"ways": ways, "tries": info.attempt, "words": asdict(words(alarm, ended=ended))}

    async def perform(self, prepared: JSON) -> JSON:
        """Send it by each way; one that arrives is enough."""
        told: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        failed = []
        for way in told["ways"]:
            try:
                await send(way, Words(**told["words"]), to=on_call().engineers)
            except NotSentError as error:
                failed.append(error.code)
        if len(failed) == len(told["ways"]):
            raise NotSentError(failed[0])
        return True

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Note that it went out, or why not. Where it ended while word of it was on its way, its end is told too."""
        rows = Alarm.objects.filter(pk=int(str(payload["alarm_id"])))
        if not isinstance(outcome, Exception):
            alarm = rows.select_for_update(no_key=True).get()  # whoever closes it holds it too
            alarm.told_at, alarm.told_code = timezone.now(), ""
            alarm.save(update_fields=["told_at", "told_code"])
            if alarm.closed_at is not None and not payload["ended"]:
                alarms.tell(alarm)
            return
        code = outcome.code if isinstance(outcome, NotSentError) else type(outcome).__name__
        tries = int(prepared["tries"]) if isinstance(prepared, dict) else MOST_TRIES  # type: ignore[arg-type]  # an int
        if tries < MOST_TRIES:
            raise work.Retry(timezone.now() + FIRST_PAUSE * 2 ** (tries - 1), code, outcome_unknown=False)
        rows.update(told_code=code[:100])
        _log.error("care.engineer_not_told", alarm=rows[0].pk, code=code)


def words(alarm: Alarm, *, ended: bool) -> Words:
    """What is said; nothing of what anybody wrote."""
    where = f"{alarm.channel.name} on {NAMES[Platform(alarm.channel.platform)]}"
    told = advice.of_alarm(alarm.kind, alarm.code)
    since = said(timezone.localtime(alarm.since))
    link = f"{on_call().desk}/desk/channels/" if on_call().desk else ""
    if ended:
        text = f"This is over ({where}): {told.wrong[0].lower()}{told.wrong[1:]} It began at {since}."
        return Words(f"Evenhand: {where} is well again", text, link, 0)
    title = Alarm.Kind(alarm.kind).label
    return Words(f"Evenhand: {where}: {title.lower()}", f"{told.wrong} Since {since}. {told.do}", link, 0)
