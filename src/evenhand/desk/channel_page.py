"""What the desk shows of a channel: its alarms, its webhooks, its token, and each operation with what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evenhand.channels import advice, alarms, tokens
from evenhand.channels.advice import Advice
from evenhand.channels.models import Alarm, Channel, Health, Subscription, TokenLife
from evenhand.desk import words
from evenhand.intake.watching import unread_since
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.onboarding import guide
from evenhand.platforms.registry import SUBSCRIPTIONS

COLOURS = {"working": "green", "token_dead": "red", "failing": "red", "throttled": "purple"}
HEALTH_COLOURS = {"granted": "green", "missing": "red", "refused": "red", "expired": "red"}
WEBHOOK_COLOURS = {"subscribed": "green", "dropped": "red", "refused": "red"}
READING = {
    "list_posts": "Read our posts",
    "list_comments": "Read what people write",
    "list_messages": "Read private messages",
    "private_reply": "Answer a comment privately",
}
ENDING = {
    "refresh_ends": "It can be refreshed no longer after that. Connect the channel again before.",
    "ends": "It cannot be refreshed. Connect the channel again before.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One alarm in words."""

    alarm: Alarm
    words: Advice
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: how it stands, the permission that it needs, and what to do."""

    name: str
    state: str
    colour: str
    code: str
    checked_at: datetime | None
    scopes: tuple[str, ...]
    do: str


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Whether they are sent, in words."""

    label: str
    colour: str
    code: str
    url: str
    heard_at: datetime | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One channel as a page shows it. `unread_since`: it is behind now, whether or not anybody raised an alarm."""

    channel: Channel
    colour: str
    troubles: tuple[Trouble, ...]
    rows: tuple[Row, ...]
    by_hand: tuple[str, ...]
    webhooks: Webhooks | None
    life: TokenLife | None
    ending: str
    unread_since: datetime | None
    notes: tuple[Advice, ...]
    scopes: tuple[tuple[str, str, bool | None], ...]


def shown(channels: Iterable[Channel]) -> list[Shown]:
    """Each of them, with three questions to the database for all, and a few for each that is connected."""
    rows = list(channels)
    health: dict[int, list[Health]] = {row.pk: [] for row in rows}
    for one in Health.objects.filter(channel__in=rows).order_by("operation"):
        health[one.channel_id].append(one)
    standing: dict[int, list[Alarm]] = {row.pk: [] for row in rows}
    for alarm in alarms.open_alarms().filter(channel__in=rows):
        standing[alarm.channel_id].append(alarm)
    hooks = {one.channel_id: one for one in Subscription.objects.filter(channel__in=rows)}
    lives = {one.channel_id: one for one in TokenLife.objects.filter(channel__in=rows).select_related("channel")}
    return [_one(row, health[row.pk], standing[row.pk], hooks.get(row.pk), lives.get(row.pk)) for row in rows]


def _one(
    channel: Channel, health: list[Health], standing: list[Alarm], hooks: Subscription | None, life: TokenLife | None
) -> Shown:
    platform, now = Platform(channel.platform), timezone.now()
    ways = {one: capability(platform, one).supported for one in Operation}
    return Shown(
        channel=channel,
        colour=COLOURS.get(channel.state, "grey"),
        troubles=tuple(Trouble(one, advice.of_alarm(one.kind, one.code), one.get_kind_display()) for one in standing),
        rows=tuple(_row(platform, one) for one in health),
        by_hand=tuple(_label(one) for one, way in ways.items() if way == Support.MANUAL),
        webhooks=_webhooks(platform, hooks),
        life=life,
        ending=ENDING.get(code, ENDING["ends"]) if life and (code := tokens.ending(life, now)) else "",
        unread_since=unread_since(channel, now) if channel.mode == Channel.Mode.CONNECTED else None,
        notes=tuple(filter(None, (advice.of_account(channel), advice.of_version(channel, timezone.localdate())))),
        scopes=_scopes(platform, life),
    )


def _row(platform: Platform, one: Health) -> Row:
    needed = tuple(scope.name for scope in guide(platform).scopes if one.operation in scope.operations)
    colour = HEALTH_COLOURS.get(one.state, "grey")
    what = advice.of_health(one.state).do
    return Row(_label(one.operation), one.get_state_display(), colour, one.code, one.checked_at, needed, what)


def _label(operation: str) -> str:
    return READING.get(operation) or words.OPERATIONS.get(operation, operation.replace("_", " ").capitalize())


def _webhooks(platform: Platform, hooks: Subscription | None) -> Webhooks | None:
    """None where the platform has none."""
    if platform not in SUBSCRIPTIONS:
        return None
    if hooks is None or not hooks.url:
        return Webhooks("Not asked for", "grey", "", "", hooks.last_delivery_at if hooks else None, None)
    colour = WEBHOOK_COLOURS.get(hooks.state, "grey")
    label = hooks.get_state_display()
    return Webhooks(label, colour, hooks.code, hooks.url, hooks.last_delivery_at, hooks.checked_at)


def _scopes(platform: Platform, life: TokenLife | None) -> tuple[tuple[str, str, bool | None], ...]:
    """Each permission, what it is for, and whether it was granted: None where the platform did not say."""
    told = guide(platform)
    if life is None or life.scopes_at is None:
        return tuple((one.name, one.why, None) for one in told.scopes)
    granted = {told.instead.get(name, name) for name in life.scopes}
    return tuple((one.name, one.why, one.name in granted) for one in told.scopes)
