"""`actions.set_comments`: closes or opens the comments under a post over the API, and looks whether it is so.

What is the same when asked twice is asked again when an answer was lost; what the platform refuses goes to a person.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.utils import timezone

from evenhand import work
from evenhand.actions import closing, speaking
from evenhand.actions.models import Closing
from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.platforms import errors
from evenhand.platforms.closing import ClosesComments
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.sharing import shared_transport
from evenhand.work.types import JSON, TaskInfo

MOST_TRIES = 8
LATER = (errors.Throttled, errors.TokenDead, errors.Transient, errors.OutcomeUnknown)
NOT_CONNECTED = "The channel is not connected: a person does it on the platform."


@work.effect("actions.set_comments")
class SetComments:
    """The durable effect behind a closing that an API can do."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """What the platform needs; None where there is nothing left to do."""
        del info  # asked twice is asked once
        row = _row(payload)
        if row is None:
            return None
        if row.channel.mode != "connected":
            closing.to_hand(row, NOT_CONNECTED)
            return None
        if row.channel.state == Channel.State.TOKEN_DEAD:  # trying it is for the poll alone, and waiting is no try
            raise work.Retry(timezone.now() + timedelta(seconds=30), "token_dead", outcome_unknown=False)
        row.tries += 1
        row.save(update_fields=["tries"])
        account: dict[str, Any] = asdict(channels.account(row.channel))
        return {"account": account, "post": row.post.external_id, "opened": row.state == Closing.State.OPENING}

    async def perform(self, prepared: JSON) -> JSON:
        """Ask, and look."""
        given: dict[str, Any] = dict(prepared) if isinstance(prepared, dict) else {}
        account = Account(**given["account"] | {"platform": Platform(given["account"]["platform"])})
        adapter = speaking.adapter_of(account, await shared_transport())
        if not isinstance(adapter, ClosesComments):
            raise errors.Unsupported(f"{account.platform} closes no comments by API.", code="no_closing")
        if await adapter.comments_opened(given["post"]) != given["opened"]:
            await adapter.set_comments(given["post"], opened=given["opened"])
        shown: bool = await adapter.comments_opened(given["post"])
        return shown == bool(given["opened"])

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Write down what came of it."""
        del prepared
        row = _row(payload)
        if row is None:
            return
        if outcome is True:
            channels.report_ok(row.channel)
            closing.ended(row, seen="read_back")
        elif isinstance(outcome, errors.PlatformError):
            channels.report_error(row.channel, outcome)
            _after(row, outcome)
        else:
            _again(row, "The platform said yes, but does not show it.")

    def gave_up(self, payload: dict[str, JSON], reason: str) -> None:
        """The queue stopped trying."""
        row = _row(payload)
        if row is not None:
            closing.to_hand(row, f"It could not be finished ({reason}). Look at the platform first.")


def _row(payload: dict[str, JSON]) -> Closing | None:
    """The closing, locked, while it still waits for just this."""
    rows = Closing.objects.select_for_update(of=("self",)).select_related("channel", "post")
    row = rows.filter(pk=int(str(payload["closing_id"])), state=str(payload["state"])).first()
    return None if row is None or row.by_hand else row


def _after(row: Closing, error: errors.PlatformError) -> None:
    if not isinstance(error, LATER):
        closing.to_hand(row, f"The platform refused (code {error.code or error.status}).")
    elif isinstance(error, errors.Throttled):
        raise work.Retry(error.resume_at, outcome_unknown=False)
    elif isinstance(error, errors.TokenDead):
        raise work.Retry(timezone.now() + timedelta(seconds=30), outcome_unknown=False)
    else:
        _again(row, "The platform did not answer properly.")


def _again(row: Closing, note: str) -> None:
    if row.tries >= MOST_TRIES:
        closing.to_hand(row, f"{note} Tried {row.tries} times.")
        return
    raise work.Retry(timezone.now() + timedelta(seconds=min(2 ** (row.tries - 1), 300)), outcome_unknown=False)
