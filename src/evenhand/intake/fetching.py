"""`intake.fetch`: looks again at single contributions, because a webhook hinted at them or a list no longer shows them.

The task itself always ends: what could not be read because the platform said 'slow down' or did not answer goes into
a new task, so that the channel's order of work never waits for a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from evenhand import work
from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.intake import hinted, wire
from evenhand.intake.batches import store_pages
from evenhand.intake.hinted import Look
from evenhand.intake.storing import store_gone
from evenhand.platforms import errors
from evenhand.platforms.interface import Adapter, ContributionKind, Operation
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.sharing import shared_transport
from evenhand.work.types import JSON, TaskInfo

_log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 4
MOST_TRIES = 6
LATER = (errors.Transient, errors.OutcomeUnknown, errors.Throttled, errors.TokenDead)
"""After these the same question may have another answer."""


@work.effect("intake.fetch", time_limit=timedelta(seconds=120))
class Fetch:
    """Asks the platform for each contribution as it is now, and stores the answers."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """The account and what to look at; None when the channel is not read any more."""
        del info  # reading has no effect that could be there already
        channel = Channel.objects.get(pk=_number(payload["channel_id"]))
        if channel.mode != Channel.Mode.CONNECTED:
            return None
        if channel.state == Channel.State.THROTTLED and channel.resume_at and channel.resume_at > timezone.now():
            raise work.Retry(channel.resume_at, "throttled", outcome_unknown=False)
        return {"account": wire.account_out(channels.account(channel)), "looks": payload["looks"]}

    async def perform(self, prepared: JSON) -> JSON:
        """Ask, a few side by side."""
        given: Mapping[str, Any] = prepared if isinstance(prepared, dict) else {}
        turn = asyncio.Semaphore(SIDE_BY_SIDE)
        adapter = adapter_for(wire.account_in(given["account"]), await shared_transport())
        asked = [_ask(adapter, Look(**look), turn) for look in given["looks"]]
        return list(await asyncio.gather(*asked))

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Store what was answered, and see to the rest again."""
        del prepared
        channel = Channel.objects.get(pk=_number(payload["channel_id"]))
        if not isinstance(outcome, list):
            code = type(outcome).__name__
            _again(channel, payload, errors.Transient("", code=code), _looks(payload["looks"]))
            return
        answers: list[Mapping[str, Any]] = [one for one in outcome if isinstance(one, dict)]
        _store(channel, answers)
        left = [one for one in answers if one["error"] and isinstance(wire.error_in(one["error"]), LATER)]
        answered = any(not one["error"] for one in answers)
        if answered:
            channels.report_ok(channel)
        if left:
            error = wire.error_in(left[0]["error"])
            if not (answered and isinstance(error, errors.Transient)):
                channels.report_error(channel, error)
            _again(channel, payload, error, [Look(**one["look"]) for one in left])


async def _ask(adapter: Adapter, look: Look, turn: asyncio.Semaphore) -> JSON:
    """What the platform says of one contribution: an item, that it is gone, or an error."""
    async with turn:
        answer: dict[str, Any] = {"look": {name: getattr(look, name) for name in Look.__slots__}}
        answer |= {"read_at": timezone.now().isoformat(), "item": None, "gone": False, "error": None}
        try:
            item = await adapter.fetch(look.target, ContributionKind(look.kind))
            answer["item"] = wire.item_out(item)
        except errors.Gone:
            answer["gone"] = True
        except errors.PlatformError as error:
            answer["error"] = wire.error_out(error)
        return answer


def _store(channel: Channel, answers: list[Mapping[str, Any]]) -> None:
    shown = [one for one in answers if one["item"]]
    store_pages(channel, [([wire.item_in(one["item"])], datetime.fromisoformat(one["read_at"])) for one in shown])
    for one in sorted(answers, key=lambda answer: str(answer["look"]["external_id"])):
        if one["gone"]:
            store_gone(channel, one["look"]["external_id"], datetime.fromisoformat(one["read_at"]))
        elif one["error"] and not isinstance(error := wire.error_in(one["error"]), LATER):
            channels.report_error(channel, error, _operation(one["look"]["kind"]))
            _log.warning("fetch.refused", channel=channel.pk, error=type(error).__name__, code=error.code)


def _operation(kind: str) -> Operation | None:
    """What a refusal says something of; of the lists nothing, where it is somebody's own post elsewhere."""
    if kind == ContributionKind.MENTION:
        return None
    return Operation.LIST_MESSAGES if kind == ContributionKind.DIRECT_MESSAGE else Operation.LIST_COMMENTS


def _again(channel: Channel, payload: Mapping[str, JSON], error: errors.PlatformError, looks: list[Look]) -> None:
    """A new task for what is left. Waiting for a limit or for credentials counts as no try."""
    tries = _number(payload["tries"]) + 1
    waits = isinstance(error, errors.Throttled | errors.TokenDead)
    if tries > MOST_TRIES and not waits:
        _log.error("fetch.given_up", channel=channel.pk, left=len(looks), code=error.code)
        return
    pause = timezone.now() + timedelta(seconds=min(2.0**tries, 60.0))
    run_at = error.resume_at if isinstance(error, errors.Throttled) else pause
    hinted.enqueue(channel, looks, key=str(payload["key"]), tries=tries, run_at=run_at)


def _looks(told: JSON) -> list[Look]:
    return [Look(**{name: str(value) for name, value in one.items()}) for one in _dicts(told)]


def _dicts(told: JSON) -> list[dict[str, JSON]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _number(told: JSON) -> int:
    return int(str(told))
