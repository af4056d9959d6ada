"""Asking for what connecting a channel takes, with the platform's guide; and connecting the sandbox's channels."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import httpx
import typer
from django.db import transaction

from evenhand.channels import checking, subscribing
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import ChannelError, NewChannel, Plan, add_channel
from evenhand.judgement.uses import Use, may_use
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES, named
from evenhand.platforms.onboarding import Guide, Question, guide
from evenhand.platforms.options import INSTAGRAM_LOGIN
from evenhand.platforms.transport import Transport

ENVIRONMENT = {
    "token": "EVENHAND_TOKEN",
    "webhook_secret": "EVENHAND_WEBHOOK_SECRETS",
    "verify_token": "EVENHAND_VERIFY_TOKEN",
    "refresh_token": "EVENHAND_REFRESH_TOKEN",
    "client_id": "EVENHAND_CLIENT_ID",
    "client_secret": "EVENHAND_CLIENT_SECRET",
    "app_token": "EVENHAND_APP_TOKEN",
    "person": "EVENHAND_PERSON",
    "application": "EVENHAND_APPLICATION",
}
SANDBOX_SETTINGS = {"youtube": {"units_a_day": "10000000"}}
"""The sandbox's limits are a thousand times the real ones, so that it may be polled each second."""
SANDBOX_PLAN = Plan("The sandbox", date(2024, 1, 1), "docs/sandbox.md: it simulates X and holds no X content")
MORE_KEYS = ("refresh_token", "client_id", "client_secret", "app_token", "person", "application")


def ask(given: NewChannel) -> tuple[NewChannel, Credentials]:
    """What was not given is asked for: all of it where no account was named, else the token. Raises ChannelError."""
    all_of_it = not given.external_id
    new = given
    if all_of_it:
        platform = given.platform or typer.prompt(f"Platform ({', '.join(Platform)})")
        new = replace(given, platform=platform.strip().lower())
    new = replace(new, platform=named(new.platform) or new.platform)
    if new.platform not in list(Platform):
        raise ChannelError(f"'{new.platform}' is no platform we know. Write one of: {', '.join(Platform)}.")
    told = guide(Platform(new.platform))
    if all_of_it:
        _say_guide(told)
    values: dict[str, str] = {one.field: _value(one, new, all_of_it=all_of_it) for one in told.questions}
    for field, name in ENVIRONMENT.items():
        values[field] = values.get(field) or os.environ.get(name, "")
    if all_of_it and not new.name:
        new = replace(new, name=typer.prompt("Name, as your people know it", default=values["account"]))
    return replace(new, external_id=values["account"], page_id=values.get("page", "") or new.page_id), keys_of(values)


def with_known(given: NewChannel) -> NewChannel:
    """What is known of the channel already stays where nothing else is told: new credentials change nothing of it."""
    row = Channel.objects.filter(platform=given.platform, external_id=given.external_id).first()
    if row is None:
        return given
    page = "" if given.settings.get("login") == INSTAGRAM_LOGIN else row.page_id
    return replace(
        given,
        name=given.name or row.name,
        page_id=given.page_id or page,
        base_url=given.base_url or row.base_url,
        api_version=given.api_version or row.api_version,
    )


def keys_of(values: Mapping[str, str]) -> Credentials:
    """The answers as credentials; several webhook secrets have commas between them."""
    secrets = tuple(part.strip() for part in values.get("webhook_secret", "").split(",") if part.strip())
    more = {name: values.get(name, "") for name in MORE_KEYS}
    return Credentials(values.get("token", ""), secrets, values.get("verify_token", ""), **more)


def examine(channel: Channel) -> checking.Result:
    """Check the channel here and now, and write down what was found."""

    async def look() -> checking.Result:
        async with Transport() as transport:
            return await checking.look(given, transport)

    given = checking.job(channel)
    result = asyncio.run(look())
    with transaction.atomic():
        checking.note(channel, result)
    return result


def connect_sandbox(url: str, service: str = "") -> list[Channel]:
    """Connect every channel of a sandbox; with `service`, have its webhooks sent there."""
    channels = []
    with httpx.Client(base_url=url, timeout=10.0, trust_env=False) as client:
        answer = client.get("/_sandbox/config").raise_for_status().json()
        for one in answer["channels"]:
            new = NewChannel(
                platform=one["platform"],
                external_id=one["external_id"],
                name=one["name"],
                page_id=one.get("page_id") or "",
                base_url=f"{url}/{one['platform']}",
                api_version=one.get("api_version") or "",
                settings=SANDBOX_SETTINGS.get(one["platform"], {}),
                plan=SANDBOX_PLAN if one["platform"] == "x" else None,
            )
            more = {name: one.get(name) or "" for name in MORE_KEYS}
            secrets = tuple(filter(None, [one.get("app_secret")]))
            channel = add_channel(new, Credentials(one["token"], secrets, one.get("verify_token") or "", **more))
            channels.append(channel)
            address = subscribing.address(channel, service)
            if address:
                client.post(
                    "/_sandbox/webhooks", json={"platform": channel.platform, "url": address}
                ).raise_for_status()
                with transaction.atomic():
                    subscribing.want(channel, address)
            say_connected(channel, address)
    return channels


def say_connected(channel: Channel, address: str) -> None:
    """How the channel is used now, where its webhooks are to go, and what its texts are not used for."""
    if channel.mode != Channel.Mode.CONNECTED:
        typer.echo(f"{channel.platform}: {channel.name} is channel {channel.pk}, {channel.get_mode_display().lower()}.")
        return
    ending = f" Webhooks: {address}" if address else ""
    typer.echo(f"{channel.platform}: {channel.name} is connected as channel {channel.pk}.{ending}")
    if not may_use(channel, Use.INFER_RISK):
        typer.echo(
            f"  {NAMES[Platform(channel.platform)]}'s terms forbid looking for people at risk, so Evenhand does not. "
            f"If you have a ground to: `evenhand use decide infer_risk --channel {channel.pk} ...`"
        )


def told(error: Exception, url: str) -> str:
    """What went wrong, in words."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"The sandbox at {url} answered {error.response.status_code}: {error.response.text[:300]}"
    if isinstance(error, httpx.HTTPError):
        return f"The sandbox at {url} did not answer as a sandbox does ({type(error).__name__}). Is it running?"
    return str(error)


def _say_guide(told: Guide) -> None:
    """Before anything is asked: what it takes."""
    for heading, lines in (
        ("Before you begin", told.before),
        ("Permissions to ask for", [f"{one.name}: {one.why}" for one in told.scopes]),
        ("Review", told.review),
        ("Webhooks", told.webhook),
        ("How long the token lives", [told.life]),
    ):
        if lines:
            typer.echo(f"\n{heading}")
            for line in lines:
                typer.echo(f"  - {line}")
    typer.echo("\nEnter leaves out what is not needed.")


def _value(one: Question, new: NewChannel, *, all_of_it: bool) -> str:
    if one.field == "account" and new.external_id:
        return new.external_id
    if one.field == "page" and new.page_id:
        return new.page_id
    known = os.environ.get(ENVIRONMENT.get(one.field, ""), "")
    if known or not (all_of_it or one.field == "token"):
        return known
    typer.echo(f"\n{one.where}")
    label = one.label if one.needed else f"{one.label} (not needed)"
    answer: str = typer.prompt(label, default=None if one.needed else "", hide_input=one.secret, show_default=False)
    return answer.strip()
