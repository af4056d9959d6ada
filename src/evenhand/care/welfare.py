"""`care.send_welfare`: the contact of somebody's choice is told that they were made a target; never in whose words.

Sent by mail, tried again for ten minutes as the alerts are; what failed stands on the case and in the record.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from evenhand import work
from evenhand.care.alerts import on_call
from evenhand.care.models import Welfare
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.records import services as records
from evenhand.work.types import JSON, TaskInfo

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=5)
_log = structlog.get_logger(__name__)


@work.effect("care.send_welfare")
class SendWelfare:
    """One welfare alert."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The words; None where it was sent, or given up."""
        rows = Welfare.objects.select_related("featured", "case__contribution__channel")
        welfare = rows.get(pk=str(payload["welfare_id"]))
        if welfare.state != Welfare.State.PLANNED:
            return None
        subject, text = words(welfare)
        return {"tries": info.attempt, "to": welfare.featured.contact_email, "subject": subject, "text": text}

    async def perform(self, prepared: JSON) -> JSON:
        """Send it."""
        told = {key: str(value) for key, value in dict(prepared).items()}  # type: ignore[arg-type]  # what prepare gave
        mail = EmailMessage(told["subject"], told["text"], settings.DEFAULT_FROM_EMAIL, to=[told["to"]])
        return await asyncio.to_thread(mail.send)

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Note that it went out; or try again; or give up, which is told."""
        rows = Welfare.objects.select_for_update(of=("self",)).select_related("case")
        welfare = rows.get(pk=str(payload["welfare_id"]))
        if not isinstance(outcome, Exception) and outcome:
            welfare.state, welfare.code, welfare.sent_at = Welfare.State.SENT, "", timezone.now()
            welfare.save(update_fields=["state", "code", "sent_at"])
            _note("welfare.sent", welfare)
            return
        code = type(outcome).__name__ if isinstance(outcome, Exception) else "nobody"
        tries = int(str(prepared["tries"])) if isinstance(prepared, dict) else MOST_TRIES
        if tries < MOST_TRIES:
            raise work.Retry(timezone.now() + FIRST_PAUSE * 2 ** (tries - 1), code, outcome_unknown=False)
        welfare.state, welfare.code = Welfare.State.FAILED, code[:100]
        welfare.save(update_fields=["state", "code"])
        _log.error("care.welfare_failed", case=welfare.case_id, code=code)
        _note("welfare.failed", welfare)


def words(welfare: Welfare) -> tuple[str, str]:
    """Subject and text, in plain English: who, where, what was done; nothing of what was written, nor by whom."""
    person, case = welfare.featured, welfare.case
    platform = NAMES[Platform(case.contribution.channel.platform)]
    again = case.houndings.filter(featured=person).exists()
    what = f"{person.name} has been made a target again and again" if again else f"Something was aimed at {person.name}"
    hidden = case.contribution.platform_state in {"hidden", "held", "gone"}
    done = "It is hidden from others." if hidden else "People are looking at it first."
    link = on_call().link(case.pk)
    text = (
        f"{what} on our {platform} channel. {done}\n\n"
        f"You are the person whom {person.name} chose to hear of this. Please see how they are, and ask whether they "
        "want to know more. What was written is not repeated here; it is kept, and the desk can tell them of it.\n\n"
        f"Case {case.pk}. {link}"
    ).strip()
    return f"Evenhand: please look after {person.name}", text


def _note(kind: str, welfare: Welfare) -> None:
    records.append(
        kind,
        subject=f"contribution:{welfare.case.contribution_id}",
        actor="machine",
        facts={"case": welfare.case_id, "featured": welfare.featured_id, "code": welfare.code},
    )
