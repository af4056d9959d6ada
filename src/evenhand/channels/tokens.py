"""How long each channel's token lives: noted, refreshed in time, and said before it ends. The token itself is sealed.

`channels.refresh_token` asks the platform in a lane of its own, so that no two refresh the same one: X's refresh token
works once. Not here: each platform's rules (`platforms`), and what is done where a token is dead (health).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records, work
from evenhand.channels import alarms
from evenhand.channels.accounts import account
from evenhand.channels.credentials import Credentials, opened, seal
from evenhand.channels.health import lanes_go_on
from evenhand.channels.models import Alarm, Channel, TokenLife
from evenhand.platforms import errors
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.registry import TOKENS
from evenhand.platforms.sharing import shared_transport
from evenhand.platforms.tokens import Grant, Keys, Said, TokenRules
from evenhand.work.models import Lane
from evenhand.work.types import JSON, TaskInfo

_log = structlog.get_logger(__name__)

WARN_BEFORE = timedelta(days=14)
"""So long before a token that cannot be refreshed ends, people are told."""
WARN_BEFORE_REFRESH_ENDS = timedelta(days=30)
TRY_AGAIN = timedelta(minutes=5)


def rules_of(channel: Channel) -> TokenRules:
    """The platform's way with tokens."""
    return TOKENS[Platform(channel.platform)]


def keys_of(keys: Credentials) -> Keys:
    """What a token is refreshed with: Meta's and LinkedIn's app secret is what webhooks are signed with too."""
    return Keys(keys.refresh_token, keys.client_id, keys.client_secret or next(iter(keys.secrets), ""))


def begin(channel: Channel, keys: Credentials, *, ends_at: datetime | None = None) -> TokenLife:
    """A channel has new credentials: nothing is known of their life but what is given. In the caller's transaction."""
    can_refresh = rules_of(channel).can_refresh(account(channel), keys_of(keys))
    made, _ = TokenLife.objects.update_or_create(
        channel=channel,
        defaults={
            "ends_at": ends_at,
            "is_endless": False,
            "can_refresh": can_refresh,
            "refresh_ends_at": None,
            "refreshed_at": None,
            "try_at": None,
            "code": "",
            "scopes": [],
            "scopes_at": None,
        },
    )
    alarms.close_alarm(channel, Alarm.Kind.TOKEN_ENDING)
    return made


def note_said(channel: Channel, said: Said) -> None:
    """What the platform says of the token; inside the caller's transaction. The sooner of two ends counts."""
    life, _ = TokenLife.objects.get_or_create(channel=channel)
    if said.scopes is not None:
        life.scopes, life.scopes_at = sorted(said.scopes), timezone.now()
    if said.ends_at is not None:
        life.ends_at = min(said.ends_at, life.ends_at or said.ends_at)
    life.is_endless = said.is_endless and life.ends_at is None
    life.refresh_ends_at = said.refresh_ends_at or life.refresh_ends_at
    life.save()


def due_at(life: TokenLife, rules: TokenRules) -> datetime | None:
    """When the token is to be refreshed; None where it cannot be, or need not. One of unknown life: at once."""
    if not life.can_refresh or life.is_endless:
        return None
    due = life.ends_at - rules.early if life.ends_at is not None else life.channel.connected_at
    return max(due, life.try_at) if life.try_at is not None else due


def enqueue_refreshes(now: datetime) -> int:
    """A task for each token that is to be refreshed now, and none that waits; inside the caller's transaction."""
    count = 0
    for life in _lives().filter(can_refresh=True):
        due = due_at(life, rules_of(life.channel))
        lane = _lane(life.channel)
        if due is None or due > now or Lane.objects.filter(pk=lane, head__isnull=False).exists():
            continue
        key = f"refresh-token:{life.channel_id}:{now.timestamp():.6f}"
        work.enqueue("channels.refresh_token", {"channel_id": life.channel_id}, lane=lane, key=key, priority=1)
        count += 1
    return count


def warn(now: datetime) -> None:
    """Raise and close the alarms of tokens that are about to end; inside the caller's transaction."""
    for life in _lives():
        code = ending(life, now)
        if code:
            alarms.raise_alarm(life.channel, Alarm.Kind.TOKEN_ENDING, code)
        else:
            alarms.close_alarm(life.channel, Alarm.Kind.TOKEN_ENDING)


def ending(life: TokenLife, now: datetime) -> str:
    """Why a person must connect the channel again soon, as a code; '' where they need not."""
    if life.refresh_ends_at is not None and life.refresh_ends_at - now <= WARN_BEFORE_REFRESH_ENDS:
        return "refresh_ends"
    if life.ends_at is None or life.ends_at - now > WARN_BEFORE:
        return ""
    if not life.can_refresh:
        return life.code or "ends"
    late = life.ends_at - rules_of(life.channel).early / 2 <= now
    return life.code or "not_refreshed" if late and life.code else ""


@work.effect("channels.refresh_token", time_limit=timedelta(seconds=60))
class RefreshToken:
    """Asks the platform for a new token, and stores it at once."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """Whom to ask for, and with what; None where it is not due any more."""
        del info  # a refresh whose answer was lost is asked for again; refused, a person connects the channel
        channel = Channel.objects.select_related("token_life").get(pk=int(str(payload["channel_id"])))
        due = due_at(channel.token_life, rules_of(channel))
        if channel.mode != Channel.Mode.CONNECTED or due is None or due > timezone.now():
            return None
        speaker = account(channel)
        return {"account": {**asdict(speaker), "settings": {}}, "keys": asdict(keys_of(opened(channel.credentials)))}

    async def perform(self, prepared: JSON) -> JSON:
        """Ask."""
        given: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        speaker = Account(**{**given["account"], "platform": Platform(given["account"]["platform"])})
        rules = TOKENS[speaker.platform]
        return _out(await rules.refresh(speaker, Keys(**given["keys"]), await shared_transport()))

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Store the new token; or note why there is none, and when to ask again."""
        row = Channel.objects.select_for_update(no_key=True).get(pk=int(str(payload["channel_id"])))
        life = TokenLife.objects.get(channel=row)
        if not _asked_with(prepared, opened(row.credentials)):
            _log.warning("channel.refresh_overtaken", channel=row.pk, platform=row.platform)
            return  # a person gave new credentials meanwhile: what was said of the old ones is about nothing any more
        if isinstance(outcome, dict):
            _store(row, life, _in(outcome))
        else:
            _failed(row, life, outcome if isinstance(outcome, Exception) else TypeError())


def _asked_with(prepared: JSON, now: Credentials) -> bool:
    """Whether the channel still has the credentials that the platform was asked with."""
    given: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
    asked = (given["account"]["token"], given["keys"]["refresh_token"])
    return asked == (now.token, now.refresh_token)


def _store(row: Channel, life: TokenLife, grant: Grant) -> None:
    keys = opened(row.credentials)
    row.credentials = seal(replace(keys, token=grant.token, refresh_token=grant.refresh_token or keys.refresh_token))
    row.save(update_fields=["credentials"])
    now = timezone.now()
    life.ends_at, life.is_endless = grant.ends_at, grant.is_endless
    life.refresh_ends_at = grant.refresh_ends_at or life.refresh_ends_at
    life.refreshed_at, life.try_at, life.code = now, None, ""
    if grant.scopes:
        life.scopes, life.scopes_at = sorted(grant.scopes), now
    life.save()
    records.append(
        "channel.token_refreshed",
        subject=f"channel:{row.pk}",
        actor="machine",
        facts={"ends_at": grant.ends_at.isoformat() if grant.ends_at else ""},
    )
    if row.state == Channel.State.TOKEN_DEAD:
        lanes_go_on(row)  # the next poll shows whether the new one works


def _failed(row: Channel, life: TokenLife, error: Exception) -> None:
    """A refusal ends it: only a person can grant a new one. Anything else is tried again."""
    code = (error.code if isinstance(error, errors.PlatformError) else "") or type(error).__name__
    life.code, life.try_at = code[:100], timezone.now() + TRY_AGAIN
    if isinstance(error, errors.Throttled):
        life.try_at = max(error.resume_at, life.try_at)
    if isinstance(error, errors.TokenDead):
        life.can_refresh = False
        records.append(
            "channel.token_not_refreshed", subject=f"channel:{row.pk}", actor="machine", facts={"code": code[:100]}
        )
        alarms.raise_alarm(row, Alarm.Kind.TOKEN_ENDING, code)
    life.save()
    _log.warning("channel.token_not_refreshed", channel=row.pk, platform=row.platform, code=life.code)


def _lives() -> QuerySet[TokenLife]:
    return TokenLife.objects.filter(channel__mode=Channel.Mode.CONNECTED).select_related("channel").order_by("channel")


def _lane(channel: Channel) -> str:
    return f"channel:{channel.pk}:token"


def _out(grant: Grant) -> dict[str, JSON]:
    told: dict[str, JSON] = asdict(grant)
    for name in ("ends_at", "refresh_ends_at"):
        moment = getattr(grant, name)
        told[name] = moment.isoformat() if moment else None
    told["scopes"] = list(grant.scopes)
    return told


def _in(told: Mapping[str, Any]) -> Grant:
    moments = {
        name: datetime.fromisoformat(told[name]) if told[name] else None for name in ("ends_at", "refresh_ends_at")
    }
    return Grant(**{**told, **moments, "scopes": tuple(told["scopes"])})
