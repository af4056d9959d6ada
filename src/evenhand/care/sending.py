"""`care.send_alert`: one alert sent by mail or webhook, tried again for ten minutes; what failed is told.

An alert that came twice is better than one that never came: a lost answer is tried again.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import httpx
import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from evenhand import work
from evenhand.care.alerts import on_call
from evenhand.care.models import Alert
from evenhand.care.words import Words, body, words
from evenhand.clock import said
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.records import services as records
from evenhand.work.types import JSON, TaskInfo

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=5)
PATIENCE = 10.0  # seconds
_log = structlog.get_logger(__name__)


class NotSentError(Exception):
    """It did not go out. `code` is a status or a class name; never an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@work.effect("care.send_alert")
class SendAlert:
    """One alert."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The words to send; None where it was sent, or given up."""
        alert = Alert.objects.select_related("case__contribution__channel").get(pk=str(payload["alert_id"]))
        if alert.state != Alert.State.PLANNED:
            return None
        return {"way": alert.way, "tries": info.attempt, **asdict(_words(alert))}

    async def perform(self, prepared: JSON) -> JSON:
        """Send it."""
        told: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        way, _ = told.pop("way"), told.pop("tries")
        await send(way, Words(**told))
        return True

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Note that it went out; or try again; or give up, which is told in the log and on record."""
        alert = Alert.objects.select_for_update(of=("self",)).select_related("case").get(pk=str(payload["alert_id"]))
        if not isinstance(outcome, Exception):
            alert.state, alert.code, alert.sent_at = Alert.State.SENT, "", timezone.now()
            alert.save(update_fields=["state", "code", "sent_at"])
            _note("alert.sent", alert)
            return
        code = outcome.code if isinstance(outcome, NotSentError) else type(outcome).__name__
        tries = int(prepared["tries"]) if isinstance(prepared, dict) else MOST_TRIES  # type: ignore[arg-type]  # an int
        if tries < MOST_TRIES:
            pause = FIRST_PAUSE * 2 ** (tries - 1)
            raise work.Retry(timezone.now() + pause, code, outcome_unknown=False)
        alert.state, alert.code = Alert.State.FAILED, code[:100]
        alert.save(update_fields=["state", "code"])
        _log.error("care.alert_failed", case=alert.case_id, way=alert.way, code=code)
        _note("alert.failed", alert)


def _words(alert: Alert) -> Words:
    case = alert.case
    due = said(timezone.localtime(case.due_at)) if case.due_at else "now"
    platform = NAMES[Platform(case.contribution.channel.platform)]
    return words(case.kind, platform, due, case.pk, on_call().link(case.pk))


async def send(way: str, message: Words, *, to: tuple[str, ...] = ()) -> None:
    """Send a message to those on call by one way; a mail to the addresses `to`, if given. Raises NotSentError."""
    await (_mail(message, to or on_call().emails) if way == Alert.Way.EMAIL else _post(message))


async def _mail(message: Words, to: tuple[str, ...]) -> None:
    mail = EmailMessage(message.subject, message.whole, settings.DEFAULT_FROM_EMAIL, to=list(to))
    try:
        went = await asyncio.to_thread(mail.send)
    except OSError as error:  # SMTPException is one
        raise NotSentError(type(error).__name__) from error
    if not went:  # Django's way of saying that there was nobody to send it to
        raise NotSentError("nobody")


async def _post(message: Words) -> None:
    where = on_call()
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(where.webhook, json=body(message, where.webhook_format))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotSentError(type(error).__name__) from None  # the error's text has the address, which is a secret
    if not answer.is_success:
        raise NotSentError(str(answer.status_code))


def _note(kind: str, alert: Alert) -> None:
    records.append(
        kind,
        subject=f"contribution:{alert.case.contribution_id}",
        actor="machine",
        facts={"case": alert.case_id, "way": alert.way, "code": alert.code},
    )
