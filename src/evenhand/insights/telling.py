"""`insights.tell_of_reversals`: word that too much is reversed under a guideline, to those who own the policy.

By mail to each policy owner who has an address; where none has one, to whoever is on call. Told when it begins, and
again after a week while it goes on: whoever is mailed every day stops reading. Figures alone, nobody's words.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from django.utils import timezone

from evenhand import work
from evenhand.care.alerts import on_call
from evenhand.care.models import Alert
from evenhand.care.sending import FIRST_PAUSE, MOST_TRIES, NotSentError, send
from evenhand.care.words import Words
from evenhand.insights.quality import DAYS, Line
from evenhand.people.models import User
from evenhand.people.permissions import holders
from evenhand.records import services as records
from evenhand.records.models import Entry
from evenhand.work.types import JSON, TaskInfo

AGAIN = timedelta(days=7)
TOLD, NOT_TOLD = "quality.reversals_told", "quality.reversals_not_told"
NOBODY = "nobody"
_log = structlog.get_logger(__name__)


def tell(line: Line) -> None:
    """Have those who own the policy told of a guideline's reversals, unless they were in the last week."""
    now = timezone.now()
    last = Entry.objects.filter(kind=TOLD, subject=f"guideline:{line.code}").order_by("-pk").first()
    if last is not None and timezone.localdate(now) - timezone.localdate(last.at) < AGAIN:
        return  # by days: counted in hours, a sweep a little earlier than last week's would make it eight
    told: dict[str, JSON] = {"code": line.code, "title": line.title, "hidden": line.hidden, "reversed": line.reversed}
    day = timezone.localdate(now).isoformat()
    work.enqueue("insights.tell_of_reversals", told, key=f"reversals:{line.code}:{day}")


def owners() -> list[str]:
    """The addresses of those who sign the policy."""
    rows = User.objects.filter(is_active=True, groups__name__in=[role.value for role in holders("sign_policy")])
    return sorted({one.email for one in rows if one.email})


@work.effect("insights.tell_of_reversals", time_limit=timedelta(seconds=60))
class TellOfReversals:
    """One guideline under which more is reversed than the body accepts."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The words, the ways and the addresses; None where there is nobody to tell, which is on record."""
        found: list[JSON] = [*owners()]
        ways: list[JSON] = [Alert.Way.EMAIL.value] if found else list(on_call().ways)
        if not ways:
            _log.warning("quality.nobody_to_tell", guideline=payload["code"])
            _note(NOT_TOLD, payload, {"code": NOBODY})
            return None
        return {"ways": ways, "to": found, "tries": info.attempt, "words": asdict(words(payload))}

    async def perform(self, prepared: JSON) -> JSON:
        """Send it by each way; one that arrives is enough."""
        told: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        failed = []
        for way in told["ways"]:
            try:
                await send(way, Words(**told["words"]), to=tuple(told["to"]))
            except NotSentError as error:
                failed.append(error.code)
        if len(failed) == len(told["ways"]):
            raise NotSentError(failed[0])
        return True

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Note that it went out; or try again; or give up until tomorrow, which is on record."""
        if not isinstance(outcome, Exception):
            _note(TOLD, payload, {})
            return
        code = outcome.code if isinstance(outcome, NotSentError) else type(outcome).__name__
        tries = int(prepared["tries"]) if isinstance(prepared, dict) else MOST_TRIES  # type: ignore[arg-type]  # an int
        if tries < MOST_TRIES:
            raise work.Retry(timezone.now() + FIRST_PAUSE * 2 ** (tries - 1), code, outcome_unknown=False)
        _note(NOT_TOLD, payload, {"code": code[:100]})
        _log.error("quality.nobody_told", guideline=payload["code"], code=code)


def words(told: dict[str, JSON]) -> Words:
    """What is said: the figures of one guideline, and where they stand."""
    link = f"{on_call().desk}/desk/quality/" if on_call().desk else ""
    text = (
        f"In the last {DAYS} days {told['reversed']} of {told['hidden']} hides and deletions under ‘{told['title']}’ "
        "were found to be no breach. That is more than is accepted. Please look at them, and at what the policy says."
    )
    return Words(f"Evenhand: much is reversed under ‘{told['title']}’", text, link, 0)


def _note(kind: str, told: dict[str, JSON], facts: dict[str, object]) -> None:
    figures = {"hidden": told["hidden"], "reversed": told["reversed"], **facts}
    records.append(kind, subject=f"guideline:{told['code']}", actor="machine", facts=figures)
