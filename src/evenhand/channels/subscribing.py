"""Watching that the platforms still send webhooks: asked again and again, asked for again where they do not, and told.

Polling is the truth, so that nothing is lost without webhooks; it is seen later. Not here: webhooks that are sent and
do not come (intake's watching).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from evenhand import records, work
from evenhand.channels import alarms
from evenhand.channels.accounts import account
from evenhand.channels.credentials import opened
from evenhand.channels.models import Alarm, Channel, Subscription
from evenhand.channels.siblings import siblings
from evenhand.channels.tokens import keys_of
from evenhand.platforms import errors
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.registry import SUBSCRIPTIONS
from evenhand.platforms.sharing import shared_transport
from evenhand.platforms.subscriptions import Told, Wish
from evenhand.platforms.transport import Transport
from evenhand.work.models import Lane
from evenhand.work.types import JSON, TaskInfo

_log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(minutes=1)
"""After it was asked for again, or nobody answered: the next look shows whether it holds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look found, and whether it was asked for again: `code` is why, '' where all was well."""

    before: bool
    now: bool
    code: str = ""
    external_id: str = ""


def address(channel: Channel, service: str) -> str:
    """Where the platform is to send this channel's webhooks; empty where it has none, or nobody said where we are."""
    if not service or Platform(channel.platform) not in SUBSCRIPTIONS:
        return ""
    return f"{service.rstrip('/')}/hooks/{channel.platform}/{channel.pk}/"


def want(channel: Channel, url: str) -> Subscription:
    """From now on the platform is to send webhooks to `url`; inside the caller's transaction."""
    made, _ = Subscription.objects.update_or_create(
        channel=channel,
        defaults={"url": url, "state": Subscription.State.UNTESTED, "code": "", "checked_at": None},
    )
    return made


def enqueue_looks(now: datetime) -> int:
    """A look for each subscription that is due, and none that waits; inside the caller's transaction."""
    count = 0
    rows = Subscription.objects.exclude(url="").filter(channel__mode=Channel.Mode.CONNECTED)
    for row in rows.exclude(channel__state=Channel.State.TOKEN_DEAD).select_related("channel").order_by("channel"):
        rules = SUBSCRIPTIONS[Platform(row.channel.platform)]
        soon = row.state in {Subscription.State.DROPPED, Subscription.State.UNTESTED}
        pause = LOOK_AGAIN if soon else timedelta(minutes=rules.every_minutes)
        lane = f"channel:{row.channel_id}:webhooks"
        due = row.checked_at is None or row.checked_at + pause <= now
        if not due or Lane.objects.filter(pk=lane, head__isnull=False).exists():
            continue
        key = f"look-at-webhooks:{row.channel_id}:{now.timestamp():.6f}"
        work.enqueue("channels.look_at_webhooks", {"channel_id": row.channel_id}, lane=lane, key=key, priority=5)
        count += 1
    return count


async def look(speaker: Account, wish: Wish, transport: Transport) -> Outcome:
    """Ask, and ask for what is missing. Raises PlatformError where the platform does not answer, or refuses."""
    rules = SUBSCRIPTIONS[speaker.platform]
    before = await rules.look(speaker, wish, transport)
    if before.is_subscribed:
        return Outcome(before=True, now=True, external_id=before.external_id)
    try:
        await rules.subscribe(speaker, wish, transport)
        now = await rules.look(speaker, wish, transport)
    except errors.PlatformError as error:
        now = Told(is_subscribed=False, code=error.code)
    return Outcome(before=False, now=now.is_subscribed, code=before.code or now.code, external_id=now.external_id)


def wish_of(channel: Channel, url: str) -> Wish:
    """What it takes to ask for this channel's webhooks. Raises CredentialsError."""
    keys = opened(channel.credentials)
    secret = keys_of(keys).client_secret
    known = Subscription.objects.filter(channel__in=siblings(channel)).exclude(url="").order_by("channel")
    others = tuple(known.values_list("url", flat=True))
    return Wish(url, keys.verify_token, keys.client_id, secret, keys.app_token, keys.person, keys.application, others)


@work.effect("channels.look_at_webhooks", time_limit=timedelta(seconds=90))
class LookAtWebhooks:
    """One channel's subscription."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """Whom to ask, and for what."""
        del info  # asking twice does no harm
        channel = Channel.objects.select_related("subscription").get(pk=int(str(payload["channel_id"])))
        if channel.mode != Channel.Mode.CONNECTED or not channel.subscription.url:
            return None
        wish = wish_of(channel, channel.subscription.url)
        return {"account": {**asdict(account(channel)), "settings": {}}, "wish": asdict(wish)}

    async def perform(self, prepared: JSON) -> JSON:
        """Ask."""
        given: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        speaker = Account(**{**given["account"], "platform": Platform(given["account"]["platform"])})
        return asdict(await look(speaker, Wish(**given["wish"]), await shared_transport()))

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Write down what was said."""
        del prepared
        channel = Channel.objects.get(pk=int(str(payload["channel_id"])))
        if isinstance(outcome, dict):
            note(channel, Outcome(**outcome))  # type: ignore[arg-type]  # what perform gave
        else:
            _not_answered(channel, outcome if isinstance(outcome, Exception) else TypeError())


def note(channel: Channel, outcome: Outcome) -> None:
    """Keep what a look found; one that was dropped is on record, and an alarm until it is seen to hold."""
    row = Subscription.objects.select_for_update().get(channel=channel)
    now = timezone.now()
    was_subscribed = row.subscribed_at is not None
    row.state = Subscription.State.SUBSCRIBED if outcome.now else Subscription.State.DROPPED
    row.code, row.checked_at = outcome.code[:100], now
    row.external_id = outcome.external_id or row.external_id
    if outcome.now and not (was_subscribed and outcome.before):
        row.subscribed_at = now
    if not outcome.before:
        if was_subscribed:
            row.state = Subscription.State.DROPPED  # it holds only when the next look says so
        records.append(
            "channel.webhooks_asked_for",
            subject=f"channel:{channel.pk}",
            actor="machine",
            facts={"code": outcome.code[:100], "subscribed": outcome.now, "dropped": was_subscribed},
        )
    row.save()
    if outcome.before:
        alarms.close_alarm(channel, Alarm.Kind.UNSUBSCRIBED)
    elif was_subscribed or not outcome.now:
        alarms.raise_alarm(channel, Alarm.Kind.UNSUBSCRIBED, outcome.code)


def _not_answered(channel: Channel, error: Exception) -> None:
    """A platform that does not answer says nothing of the subscription; one that refuses will not be asked often."""
    code = (error.code if isinstance(error, errors.PlatformError) else "") or type(error).__name__
    row = Subscription.objects.get(channel=channel)
    row.checked_at, row.code = timezone.now(), code[:100]
    if isinstance(error, errors.PermissionMissing | errors.Refused | errors.Unsupported | errors.TokenDead):
        row.state = Subscription.State.REFUSED
    row.save(update_fields=["checked_at", "code", "state"])
    _log.warning("channel.webhooks_not_looked_at", channel=channel.pk, platform=channel.platform, code=code)
