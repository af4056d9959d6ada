"""Connecting channels and speaking for them. What platforms say of their health is kept by `health`.

channels.account(channel)                       # what an adapter needs
channels.report_ok(channel, operation)          # inside a transaction, after an answer
channels.report_error(channel, error, operation)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.channels import alarms, doors, tokens
from evenhand.channels.accounts import account, credentials, live_secrets
from evenhand.channels.credentials import Credentials, CredentialsError, opened, seal
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
    """Connect a channel, or give the one of the same platform and id new credentials. Raises ChannelError.

    Of a channel that is known, secrets that are not given stay as they were; only a refresh token goes with its token.
    """
    platform = _platform(new)
    wrong = options.fault(platform, new.settings)
    if wrong:
        raise ChannelError(wrong)
    with transaction.atomic():
        known = Channel.objects.select_for_update(no_key=True)
        before = known.filter(platform=platform.value, external_id=new.external_id).first()
        settings = dict(new.settings) or _settings_of(before)
        if platform is Platform.INSTAGRAM:
            settings = _with_login(new, settings)
        given, told = _with_kept(keys, before), _mode(new, before, actor)
        if before and before.mode != Channel.Mode.CONNECTED and told["mode"] == Channel.Mode.CONNECTED:
            told["back_fill_from"] = timezone.now()  # nobody read it meanwhile
        channel, created = Channel.objects.update_or_create(
            platform=platform.value,
            external_id=new.external_id,
            defaults={
                "name": new.name[:200],
                "page_id": new.page_id,
                "base_url": _address(platform, new.base_url, settings),
                "api_version": new.api_version or (before.api_version if before else ""),
                "settings": settings,
                "credentials": seal(given),
                **told,
                "state": Channel.State.UNTESTED,
                "state_code": "",
                "resume_at": None,
                "connected_at": timezone.now(),
                "old_secrets_until": before.old_secrets_until if before and not keys.secrets else None,
            },
        )
        open_rows(channel)
        alarms.close_alarm(channel, Alarm.Kind.TOKEN_DEAD)
        if created or keys.token:
            tokens.begin(channel, given, ends_at=new.token_ends_at)
        lanes_go_on(channel)
        transaction.on_commit(doors.forget)
        records.append(
            "channel.connected" if created else "channel.connected_again",
            subject=f"channel:{channel.pk}",
            actor=actor,
            facts={"platform": platform.value, "mode": channel.mode, "webhook_secrets": len(given.secrets)},
            content={"name": channel.name, "external_id": channel.external_id, "base_url": channel.base_url},
        )
    return channel


def _with_kept(keys: Credentials, before: Channel | None) -> Credentials:
    """What is given now, and of the rest what the channel had.

    A refresh token makes tokens like the one it came with, so it would bring the old permissions back.
    """
    try:
        had = opened(before.credentials) if before else Credentials()
    except CredentialsError:  # sealed with a key that is gone: connecting again is the way out
        return keys
    given = {name: value for name, value in asdict(keys).items() if value}
    return replace(had, **given | ({"refresh_token": keys.refresh_token} if keys.token else {}))


def _with_login(new: NewChannel, settings: Mapping[str, str]) -> dict[str, str]:
    """Which of Meta's logins: Instagram's own knows no Page, and the other one goes through it."""
    login = new.settings.get("login", "")
    if login == options.INSTAGRAM_LOGIN and new.page_id:
        raise ChannelError("Instagram's own login knows no Page. Leave out the Page's id, or write login=facebook.")
    if login == options.FACEBOOK_LOGIN and not new.page_id:
        raise ChannelError("With Facebook's login, Instagram is reached through its Page. Give the Page's id too.")
    others = {name: value for name, value in settings.items() if name != "login"}
    if not new.page_id:
        return others | {"login": options.INSTAGRAM_LOGIN}
    return others | ({"login": login} if login else {})


def _address(platform: Platform, given: str, settings: Mapping[str, str]) -> str:
    """Where it is: as given, unless that is only where the platform is for another of its logins."""
    usual = {address for (one, _), address in options.ADDRESSES.items() if one is platform}
    return given if given and given not in usual else options.address(platform, settings)


def _mode(new: NewChannel, before: Channel | None, actor: str) -> dict[str, object]:
    """How it is used, and on which plan."""
    if new.mode and new.mode not in Channel.Mode.values:
        raise ChannelError(f"'{new.mode}' is no mode. Write one of: {', '.join(Channel.Mode.values)}.", "mode")
    if not needs_plan(new.platform):
        return {"mode": new.mode or Channel.Mode.CONNECTED}
    plan = record_plan(new.plan, actor=actor) if new.plan else before.plan if before else None
    if new.mode == Channel.Mode.CONNECTED and plan is None:
        raise ChannelError(WITHOUT_PLAN, "mode")
    return {"plan": plan, "mode": new.mode or (Channel.Mode.CONNECTED if plan else Channel.Mode.ASSISTED)}


def _settings_of(before: Channel | None) -> dict[str, str]:
    """What was set of a channel before: new credentials change nothing of it."""
    return {str(name): str(value) for name, value in before.settings.items()} if before else {}


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
