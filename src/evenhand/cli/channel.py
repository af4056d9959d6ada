"""`evenhand channel`: connect a channel, check it, change its webhook secret, and see what its credentials may do.

Secrets are asked for or taken from the environment, never from the command line, where other users of the machine
could read them. Not here: what a platform can do at all (platforms' capability tables), asking (`connecting`).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import httpx
import typer
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from evenhand.channels import advice, alarms, subscribing
from evenhand.channels.credentials import Credentials, CredentialsError
from evenhand.channels.models import Alarm, Channel, Health, Subscription
from evenhand.channels.rotating import rotate_secret
from evenhand.channels.services import ChannelError, NewChannel, Plan, add_channel
from evenhand.cli.connecting import ask, connect_sandbox, examine, say_connected, told, with_known
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.names import named

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Channels: connect one, see what it may do.")

BY_HAND = {Support.MANUAL: "by hand", Support.NONE: "not there"}
__all__ = ["app", "connect_sandbox"]


@app.command()
def add(  # noqa: PLR0913, PLR0917 (one option for each thing a platform wants to know; typer passes them by name)
    platform: Annotated[str, typer.Option(help="facebook, instagram, x (or twitter), linkedin or youtube.")] = "",
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
    service: Annotated[str, typer.Option(help="Where platforms reach this service; webhooks are then asked for.")] = "",
    check: Annotated[bool, typer.Option(help="Ask the platform at once what the credentials may do.")] = True,  # noqa: FBT002 (typer's way of a switch)
) -> None:
    """Connect a channel, or give one new credentials. Without options it asks for everything, and says where it is.

    Secrets are asked for, or read from the environment: EVENHAND_TOKEN, EVENHAND_WEBHOOK_SECRETS (several with commas
    between them, the newest first), EVENHAND_VERIFY_TOKEN, EVENHAND_REFRESH_TOKEN, EVENHAND_CLIENT_ID,
    EVENHAND_CLIENT_SECRET, EVENHAND_APP_TOKEN, EVENHAND_PERSON, EVENHAND_APPLICATION.
    """
    try:
        if from_sandbox:
            connect_sandbox(from_sandbox.rstrip("/"), service.rstrip("/"))
            return
        settings = {name: value for name, _, value in (one.partition("=") for one in setting or [])}
        plan = _plan(plan_by, plan_on, plan_document)
        given = NewChannel(
            named(platform) or platform, account, name, page, base_url, api_version, settings, mode, plan
        )
        new, keys = (given, Credentials()) if _by_hand(given) else ask(given)
        new = with_known(new)
        channel = add_channel(replace(new, name=new.name or new.external_id), keys)
        address = subscribing.address(channel, service)
        if address:
            with transaction.atomic():
                subscribing.want(channel, address)
        say_connected(channel, address)
        if check and channel.mode == Channel.Mode.CONNECTED:
            _check(channel)
    except (ChannelError, CredentialsError, httpx.HTTPError) as error:
        typer.echo(told(error, from_sandbox), err=True)
        raise typer.Exit(1) from error


@app.command()
def check(number: Annotated[int, typer.Argument(help="The channel's number.")]) -> None:
    """Ask the platform what the credentials may do, and whether it sends webhooks; exit 1 where they are dead."""
    channel = _channel(number)
    if channel.mode != Channel.Mode.CONNECTED:
        typer.echo(
            f"Channel {number} is not connected ({channel.get_mode_display().lower()}), so nothing is asked of the "
            "platform. Change how it is used at the desk, or connect it with `evenhand channel add`.",
            err=True,
        )
        raise typer.Exit(1)
    _check(channel)


@app.command("rotate-secret")
def rotate_secret_(
    number: Annotated[int, typer.Argument(help="The channel's number.")],
    keep_old_hours: Annotated[int, typer.Option(help="How long what the old one signed is still taken.", min=0)] = 48,
) -> None:
    """Take a new webhook secret, while the old one goes on counting until its date.

    The secret is asked for, or read from EVENHAND_WEBHOOK_SECRET. Change it at the platform first.
    """
    channel = _channel(number)
    secret = os.environ.get("EVENHAND_WEBHOOK_SECRET") or typer.prompt("New webhook secret", hide_input=True)
    try:
        until = rotate_secret(channel, secret, keep_old=timedelta(hours=keep_old_hours))
    except (ChannelError, CredentialsError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(
        f"Channel {channel.pk} has the new secret. What the old one signed is taken until {until:%d/%m/%Y %H:%M} UTC."
    )


@app.command()
def health() -> None:
    """What each channel may do: granted, missing, untested, refused or expired; exit 1 where an alarm stands."""
    console = Console()
    rows = list(Channel.objects.order_by("platform", "name"))
    if not rows:
        typer.echo("No channel is connected. Connect one with `evenhand channel add`.")
    for channel in rows:
        _show(console, channel)
        for note in (advice.of_account(channel), advice.of_version(channel, timezone.localdate())):
            if note:
                typer.echo(f"Channel {channel.pk}: {note.wrong} {note.do}")
    standing = list(alarms.open_alarms())
    for alarm in standing:
        words = advice.of_alarm(alarm.kind, alarm.code)
        typer.echo(
            f"ALARM, channel {alarm.channel_id}, since {alarm.since:%d/%m/%Y %H:%M} UTC: {words.wrong} {words.do}"
        )
    if standing:
        raise typer.Exit(1)


def _by_hand(given: NewChannel) -> bool:
    """Whether nothing goes over the API, so that no credentials are asked for."""
    if given.mode in {Channel.Mode.ASSISTED, Channel.Mode.OFF}:
        return True
    if given.platform != "x" or not given.external_id or given.plan is not None or given.mode:
        return False
    known = Channel.objects.filter(platform=given.platform, external_id=given.external_id)
    return not known.filter(plan__isnull=False).exists()


def _plan(confirmed_by: str, confirmed_on: str, document: str) -> Plan | None:
    """What X confirmed, where anything of it is told."""
    if not (confirmed_by or confirmed_on or document):
        return None
    try:
        day = date.fromisoformat(confirmed_on)
    except ValueError as error:
        raise ChannelError("--plan-on is the day on which X confirmed it, such as 2026-11-27.") from error
    return Plan(confirmed_by, day, document)


def _check(channel: Channel) -> None:
    result = examine(channel)
    channel.refresh_from_db()
    _show(Console(), channel)
    trouble = result.checked.trouble
    if other := advice.of_account(channel):
        typer.echo(f"{other.wrong} {other.do}", err=True)
    elif trouble == "token_dead":
        typer.echo(advice.of_alarm(Alarm.Kind.TOKEN_DEAD, "").wrong, err=True)
    elif trouble:
        typer.echo("The platform did not answer. The channel is connected; check it again later.", err=True)
    if trouble in {"other_account", "token_dead"}:
        raise typer.Exit(1)


def _channel(number: int) -> Channel:
    found = Channel.objects.filter(pk=number).first()
    if found is None:
        typer.echo(f"There is no channel {number}. See them with `evenhand channel health`.", err=True)
        raise typer.Exit(1)
    return found


def _show(console: Console, channel: Channel) -> None:
    table = Table(
        title=f"Channel {channel.pk}: {channel.name} ({channel.platform}): {channel.get_state_display()}",
        title_justify="left",
    )
    for heading in ("operation", "state", "code", "looked at"):
        table.add_column(heading)
    known = {row.operation: row for row in Health.objects.filter(channel=channel)}
    for operation in Operation:
        table.add_row(operation.value.replace("_", " "), *_cells(channel, operation, known.get(operation.value)))
    hooks = Subscription.objects.filter(channel=channel).exclude(url="").first()
    if hooks is not None:
        table.add_row("webhooks", hooks.get_state_display().lower(), hooks.code, _moment(hooks))
    console.print(table)


def _moment(row: Health | Subscription) -> str:
    return row.checked_at.strftime("%d/%m/%Y %H:%M") if row.checked_at else ""


def _cells(channel: Channel, operation: Operation, row: Health | None) -> tuple[str, str, str]:
    supported = capability(Platform(channel.platform), operation).supported
    if row is None:
        return BY_HAND.get(supported, Health.State.UNTESTED.value), "", ""
    return row.state, row.code, _moment(row)
