"""`evenhand channel`: connect a channel, and see capability by capability what its credentials may do.

Secrets are asked for or taken from the environment, never from the command line, where other users of the machine
could read them. Not here: what a platform can do at all (platforms' capability tables).
"""

from __future__ import annotations

import os
from datetime import date
from typing import Annotated

import httpx
import typer
from django.db import transaction
from rich.console import Console
from rich.table import Table

from evenhand.channels.credentials import Credentials, CredentialsError
from evenhand.channels.models import Channel, Health
from evenhand.channels.services import ChannelError, NewChannel, Plan, add_channel
from evenhand.judgement.uses import Use, may_use
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.registry import webhook_for

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Channels: connect one, see what it may do.")

SANDBOX_SETTINGS = {"youtube": {"units_a_day": "10000000"}}
"""The sandbox's limits are a thousand times the real ones, so that it may be polled each second."""
SANDBOX_PLAN = Plan("The sandbox", date(2024, 1, 1), "docs/sandbox.md: it simulates X and holds no X content")
BY_HAND = {Support.MANUAL: "by hand", Support.NONE: "not there"}


@app.command()
def add(  # noqa: PLR0913, PLR0917 (one option for each thing a platform wants to know; typer passes them by name)
    platform: Annotated[str, typer.Option(help="facebook, instagram, x, linkedin or youtube.")] = "",
    account: Annotated[str, typer.Option(help="The account's id on the platform.")] = "",
    name: Annotated[str, typer.Option(help="Its name, as your people know it.")] = "",
    page: Annotated[str, typer.Option(help="Instagram: the id of the Facebook Page behind it.")] = "",
    api_version: Annotated[str, typer.Option(help="The API version, where it is not ours.")] = "",
    base_url: Annotated[str, typer.Option(help="The platform's address, where it is not the usual one.")] = "",
    setting: Annotated[list[str] | None, typer.Option(help="name=value; see docs/howto/connect-a-channel.md.")] = None,
    mode: Annotated[
        str, typer.Option(help="connected, assisted or off. X is assisted unless its Enterprise plan is told.")
    ] = "",
    plan_by: Annotated[str, typer.Option(help="X: who confirmed the Enterprise plan.")] = "",
    plan_on: Annotated[str, typer.Option(help="X: the day on which it was confirmed, as 2026-11-27.")] = "",
    plan_document: Annotated[str, typer.Option(help="X: the document in which it was confirmed.")] = "",
    from_sandbox: Annotated[str, typer.Option(help="Connect every channel of the sandbox at this address.")] = "",
    service: Annotated[
        str, typer.Option(help="Where platforms reach this service; the sandbox then sends webhooks there.")
    ] = "",
) -> None:
    """Connect a channel, or give one new credentials.

    The token is asked for, or read from EVENHAND_TOKEN; the webhook secret from EVENHAND_WEBHOOK_SECRETS (several with
    commas between them while one is changed, the newest first); the verify token from EVENHAND_VERIFY_TOKEN.
    """
    try:
        if from_sandbox:
            connect_sandbox(from_sandbox.rstrip("/"), service.rstrip("/"))
            return
        told = {name: value for name, _, value in (one.partition("=") for one in setting or [])}
        plan = _plan(plan_by, plan_on, plan_document)
        new = NewChannel(platform, account, name or account, page, base_url, api_version, told, mode, plan)
        by_hand = mode in {"assisted", "off"} or (platform == "x" and plan is None and mode != "connected")
        channel = add_channel(new, Credentials() if by_hand else _asked())
        _say_connected(channel, service.rstrip("/"))
    except (ChannelError, CredentialsError, httpx.HTTPError) as error:
        typer.echo(_told(error, from_sandbox), err=True)
        raise typer.Exit(1) from error


@app.command()
def health() -> None:
    """What each channel may do: granted, missing, untested, refused or expired."""
    console = Console()
    rows = list(Channel.objects.order_by("platform", "name"))
    if not rows:
        typer.echo("No channel is connected. Connect one with `evenhand channel add`.")
    for channel in rows:
        table = Table(
            title=f"Channel {channel.pk}: {channel.name} ({channel.platform}): {channel.get_state_display()}",
            title_justify="left",
        )
        for heading in ("operation", "state", "code", "looked at"):
            table.add_column(heading)
        known = {row.operation: row for row in Health.objects.filter(channel=channel)}
        for operation in Operation:
            table.add_row(operation.value.replace("_", " "), *_cells(channel, operation, known.get(operation.value)))
        console.print(table)


@app.command()
def reseal() -> None:
    """Seal every channel's credentials under the first key of EVENHAND_CREDENTIALS_KEY, so that an old one can go."""
    from evenhand.channels.credentials import reseal as again  # noqa: PLC0415 (the command has the same name)

    try:
        with transaction.atomic():
            for channel in Channel.objects.select_for_update(no_key=True).order_by("pk"):
                channel.credentials = again(channel.credentials)
                channel.save(update_fields=["credentials"])
    except CredentialsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Sealed anew: {Channel.objects.count()}.")


def connect_sandbox(url: str, service: str = "") -> list[Channel]:
    """Connect every channel of a sandbox; with `service`, have its webhooks sent there."""
    channels = []
    with httpx.Client(base_url=url, timeout=10.0, trust_env=False) as client:
        told = client.get("/_sandbox/config").raise_for_status().json()
        for one in told["channels"]:
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
            keys = Credentials(
                one["token"], tuple(filter(None, [one.get("app_secret")])), one.get("verify_token") or ""
            )
            channel = add_channel(new, keys)
            channels.append(channel)
            address = _hook(channel, service)
            if address:
                client.post(
                    "/_sandbox/webhooks", json={"platform": channel.platform, "url": address}
                ).raise_for_status()
            _say_connected(channel, service)
    return channels


def _hook(channel: Channel, service: str) -> str:
    """Where the platform is to send this channel's webhooks."""
    if not service or webhook_for(Platform(channel.platform)) is None:
        return ""
    return f"{service}/hooks/{channel.platform}/{channel.pk}/"


def _say_connected(channel: Channel, service: str) -> None:
    address = _hook(channel, service)
    ending = f" Webhooks: {address}" if address else ""
    if channel.mode != Channel.Mode.CONNECTED:
        typer.echo(f"{channel.platform}: {channel.name} is channel {channel.pk}, {channel.get_mode_display().lower()}.")
        return
    typer.echo(f"{channel.platform}: {channel.name} is connected as channel {channel.pk}.{ending}")
    if not may_use(channel, Use.INFER_RISK):
        typer.echo(
            f"  {NAMES[Platform(channel.platform)]}'s terms forbid looking for people at risk, so Evenhand does not. "
            f"If you have a ground to: `evenhand use decide infer_risk --channel {channel.pk} ...`"
        )


def _plan(confirmed_by: str, confirmed_on: str, document: str) -> Plan | None:
    """What X confirmed, where anything of it is told."""
    if not (confirmed_by or confirmed_on or document):
        return None
    try:
        day = date.fromisoformat(confirmed_on)
    except ValueError as error:
        raise ChannelError("--plan-on is the day on which X confirmed it, such as 2026-11-27.") from error
    return Plan(confirmed_by, day, document)


def _asked() -> Credentials:
    token = os.environ.get("EVENHAND_TOKEN") or typer.prompt("Token", hide_input=True)
    secrets = tuple(part.strip() for part in os.environ.get("EVENHAND_WEBHOOK_SECRETS", "").split(",") if part.strip())
    return Credentials(token, secrets, os.environ.get("EVENHAND_VERIFY_TOKEN", ""))


def _cells(channel: Channel, operation: Operation, row: Health | None) -> tuple[str, str, str]:
    supported = capability(Platform(channel.platform), operation).supported
    if row is None:
        return BY_HAND.get(supported, Health.State.UNTESTED.value), "", ""
    return row.state, row.code, row.checked_at.strftime("%d/%m/%Y %H:%M") if row.checked_at else ""


def _told(error: Exception, url: str) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"The sandbox at {url} answered {error.response.status_code}: {error.response.text[:300]}"
    if isinstance(error, httpx.HTTPError):
        return f"The sandbox at {url} did not answer as a sandbox does ({type(error).__name__}). Is it running?"
    return str(error)
