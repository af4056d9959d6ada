"""Connecting channels and speaking for them. What platforms say of their health is kept by `health`.

channels.account(channel)                       # what an adapter needs
channels.report_ok(channel, operation)          # inside a transaction, after an answer
channels.report_error(channel, error, operation)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.channels import alarms, tokens
from evenhand.channels.accounts import account, credentials, live_secrets
from evenhand.channels.credentials import Credentials, seal
from evenhand.channels.health import WAYS_BY_API, lanes_go_on, open_rows, report_error, report_ok
from evenhand.channels.models import Alarm, Channel
from evenhand.channels.modes import WITHOUT_PLAN, ChannelError, Plan, needs_plan, record_plan
from evenhand.platforms import options
from evenhand.platforms.interface import Platform

__all__ = [
    "WAYS_BY_API",
    "ChannelError",
    "NewChannel",
    "Plan",
    "account",
    "add_channel",
    "credentials",
    "live_secrets",
    "report_error",
    "report_ok",
]


@dataclass(frozen=True, slots=True)
class NewChannel:
    """One channel. `base_url` empty: the platform's own address. `settings`: see `platforms.options`.

    `token_ends_at` None: nobody knows.

    `mode` empty: as the platform's terms let it be used. That is connected; X assisted, until there is a `plan`.
    """

    platform: str
    external_id: str
    name: str
    page_id: str = ""
    base_url: str = ""
    api_version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    mode: str = ""
    plan: Plan | None = None
    token_ends_at: datetime | None = None


def add_channel(new: NewChannel, keys: Credentials, *, actor: str = "machine") -> Channel:
    """Connect a channel, or give the one of the same platform and id new credentials. Raises ChannelError."""
    platform = _platform(new)
    wrong = options.fault(platform, new.settings)
    if wrong:
        raise ChannelError(wrong)
    with transaction.atomic():
        settings = dict(new.settings) or _settings_of(platform, new.external_id)
        if platform is Platform.INSTAGRAM and not new.page_id:
            settings.setdefault("login", options.INSTAGRAM_LOGIN)  # Instagram's own login knows no Page
        told = _mode(new, actor)
        channel, created = Channel.objects.update_or_create(
            platform=platform.value,
            external_id=new.external_id,
            defaults={
                "name": new.name[:200],
                "page_id": new.page_id,
                "base_url": new.base_url or options.address(platform, settings),
                "api_version": new.api_version,
                "settings": settings,
                "credentials": seal(keys),
                **told,
                "state": Channel.State.UNTESTED,
                "state_code": "",
                "resume_at": None,
                "connected_at": timezone.now(),
                "old_secrets_until": None,
            },
        )
        open_rows(channel)
        alarms.close_alarm(channel, Alarm.Kind.TOKEN_DEAD)
        tokens.begin(channel, keys, ends_at=new.token_ends_at)
        lanes_go_on(channel)
        records.append(
            "channel.connected" if created else "channel.connected_again",
            subject=f"channel:{channel.pk}",
            actor=actor,
            facts={"platform": platform.value, "mode": channel.mode, "webhook_secrets": len(keys.secrets)},
            content={"name": channel.name, "external_id": channel.external_id, "base_url": channel.base_url},
        )
    return channel


def _mode(new: NewChannel, actor: str) -> dict[str, object]:
    """How it is used, and on which plan."""
    if new.mode and new.mode not in Channel.Mode.values:
        raise ChannelError(f"'{new.mode}' is no mode. Write one of: {', '.join(Channel.Mode.values)}.", "mode")
    if not needs_plan(new.platform):
        return {"mode": new.mode or Channel.Mode.CONNECTED}
    before = Channel.objects.filter(platform=new.platform, external_id=new.external_id).first()
    plan = record_plan(new.plan, actor=actor) if new.plan else before.plan if before else None
    if new.mode == Channel.Mode.CONNECTED and plan is None:
        raise ChannelError(WITHOUT_PLAN, "mode")
    return {"plan": plan, "mode": new.mode or (Channel.Mode.CONNECTED if plan else Channel.Mode.ASSISTED)}


def _settings_of(platform: Platform, external_id: str) -> dict[str, str]:
    """What was set of a channel before: new credentials change nothing of it."""
    row = Channel.objects.filter(platform=platform.value, external_id=external_id).first()
    return {str(name): str(value) for name, value in row.settings.items()} if row else {}


def _platform(new: NewChannel) -> Platform:
    known = [platform.value for platform in Platform]
    if new.platform not in known:
        raise ChannelError(f"'{new.platform}' is no platform we know. Write one of: {', '.join(known)}.")
    if not new.external_id or not new.external_id.isprintable() or len(new.external_id) > 200:  # noqa: PLR2004 (column)
        raise ChannelError(
            f"The account id of the {new.platform} channel is empty, too long or has unprintable characters. "
            "Copy it from the platform's page of the account (Facebook: Page id; YouTube: UC…; LinkedIn: urn:li:…)."
        )
    if len(new.page_id) > 200 or len(new.base_url) > 500:  # noqa: PLR2004 (the columns)
        raise ChannelError("The id of the Page has more than 200 characters, or the address more than 500. Check them.")
    return Platform(new.platform)
