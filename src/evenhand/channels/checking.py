"""Checking a channel: what its credentials may do, whether webhooks are sent, then its first reading.

`channels.check` asks the platform from a worker; the command line does the same at once. What was found stands in the
rows of health, the token's life and the subscription. Not here: how it is asked (`platforms.checking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand import records, work
from evenhand.channels import doors, health, subscribing, tokens
from evenhand.channels.accounts import account
from evenhand.channels.credentials import opened
from evenhand.channels.models import Channel, Health, Subscription
from evenhand.platforms import errors
from evenhand.platforms.checking import EXPIRED, OTHER_ACCOUNT, UNTESTED, Checked, Finding, check
from evenhand.platforms.interface import Account, Operation, Platform
from evenhand.platforms.sharing import shared_transport
from evenhand.platforms.subscriptions import Wish
from evenhand.platforms.tokens import Keys, Said
from evenhand.platforms.transport import Transport
from evenhand.work.types import JSON, TaskInfo


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked about: whom, with what, and for which webhooks (None: for none)."""

    account: Account
    keys: Keys
    wish: Wish | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. `webhooks` None: not asked, or not answered; then `webhooks_code` says why."""

    checked: Checked
    webhooks: subscribing.Outcome | None = None
    webhooks_code: str = ""


def ask_for(channel: Channel) -> None:
    """Have the channel checked by a worker; inside the caller's transaction."""
    key = f"check-channel:{channel.pk}:{timezone.now().timestamp():.6f}"
    lane = f"channel:{channel.pk}:check"
    work.enqueue("channels.check", {"channel_id": channel.pk}, lane=lane, key=key, priority=1)


def job(channel: Channel) -> Job:
    """What there is to check. Raises CredentialsError."""
    url = Subscription.objects.filter(channel=channel).values_list("url", flat=True).first() or ""
    keys = tokens.keys_of(opened(channel.credentials))
    return Job(account(channel), keys, subscribing.wish_of(channel, url) if url else None)


async def look(given: Job, transport: Transport) -> Result:
    """Ask the platform; never raises for what it says."""
    checked = await check(given.account, given.keys, transport)
    if given.wish is None or checked.trouble:
        return Result(checked)
    try:
        return Result(checked, await subscribing.look(given.account, given.wish, transport))
    except errors.PlatformError as error:
        return Result(checked, webhooks_code=error.code or type(error).__name__)


def note(channel: Channel, result: Result, *, actor: str = "machine") -> None:
    """Write down what was found, and read the channel; inside the caller's transaction."""
    checked = result.checked
    for one in checked.findings:
        _note_finding(channel, one)
    tokens.note_said(channel, checked.said)
    if checked.trouble == "token_dead":
        health.report_error(channel, errors.TokenDead("", code=checked.code))
    elif checked.trouble == OTHER_ACCOUNT:
        _switch_off(channel, actor)
    elif not checked.trouble:
        health.report_ok(channel)
    if result.webhooks is not None:
        subscribing.note(channel, result.webhooks)
    elif result.webhooks_code:
        Subscription.objects.filter(channel=channel).update(
            state=Subscription.State.REFUSED, code=result.webhooks_code[:100], checked_at=timezone.now()
        )
    states = [one.state for one in checked.findings]
    facts = {state: states.count(state) for state in sorted(set(states))}
    records.append(
        "channel.checked", subject=f"channel:{channel.pk}", actor=actor, facts={"trouble": checked.trouble, **facts}
    )
    if not checked.trouble:
        key = f"poll:{channel.pk}:{timezone.now().timestamp():.6f}"
        lane = health.lanes(channel)[0]
        work.enqueue("intake.poll_channel", {"channel_id": channel.pk}, lane=lane, key=key, priority=2)


def _switch_off(channel: Channel, actor: str) -> None:
    """With another account's token nothing more is read: X would hand us that account's private messages."""
    row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    facts = {"from": row.mode, "to": Channel.Mode.OFF.value, "plan": row.plan_id, "why": OTHER_ACCOUNT}
    row.mode, row.state_code = Channel.Mode.OFF, OTHER_ACCOUNT
    row.save(update_fields=["mode", "state_code"])
    records.append("channel.mode_changed", subject=f"channel:{row.pk}", actor=actor, facts=facts)
    transaction.on_commit(doors.forget)


def _note_finding(channel: Channel, one: Finding) -> None:
    """What worked before is not made untested by a look that could not try it."""
    rows = Health.objects.filter(channel=channel, operation=one.operation.value)
    if one.state == UNTESTED:
        rows = rows.exclude(state=Health.State.GRANTED)
    if one.state == EXPIRED:
        return  # `report_error` says so of all of them
    checked_at = timezone.now() if one.state != UNTESTED or one.code else None
    rows.update(state=one.state, code=one.code[:100], checked_at=checked_at)


@work.effect("channels.check")
class Check:
    """One channel."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """Whom to ask."""
        del info  # reads alone, and asking for webhooks twice does no harm
        channel = Channel.objects.get(pk=int(str(payload["channel_id"])))
        if channel.mode != Channel.Mode.CONNECTED:
            return None
        given = job(channel)
        return {
            "account": {**asdict(given.account), "settings": dict(given.account.settings)},
            "keys": asdict(given.keys),
            "wish": asdict(given.wish) if given.wish else None,
        }

    async def perform(self, prepared: JSON) -> JSON:
        """Ask."""
        told: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        speaker = Account(**{**told["account"], "platform": Platform(told["account"]["platform"])})
        given = Job(speaker, Keys(**told["keys"]), Wish(**told["wish"]) if told["wish"] else None)
        return _out(await look(given, await shared_transport()))

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Write it down; what was said of credentials that a person replaced meanwhile is no news."""
        channel = Channel.objects.get(pk=int(str(payload["channel_id"])))
        given: dict[str, Any] = dict(prepared)  # type: ignore[arg-type]  # what prepare gave
        if given["account"]["token"] != opened(channel.credentials).token:
            return
        if isinstance(outcome, dict):
            note(channel, _in(outcome))
        else:
            health.report_error(channel, errors.Transient("", code=type(outcome).__name__))


def _out(result: Result) -> dict[str, JSON]:
    said = result.checked.said
    moments = {name: moment.isoformat() if (moment := getattr(said, name)) else None for name in _MOMENTS}
    scopes: list[JSON] | None = None if said.scopes is None else list(said.scopes)
    findings: list[JSON] = [{**asdict(one), "operation": one.operation.value} for one in result.checked.findings]
    return {
        "findings": findings,
        "said": {"scopes": scopes, "is_endless": said.is_endless, **moments},
        "trouble": result.checked.trouble,
        "code": result.checked.code,
        "webhooks": asdict(result.webhooks) if result.webhooks else None,
        "webhooks_code": result.webhooks_code,
    }


def _in(told: Mapping[str, Any]) -> Result:
    said = dict(told["said"])
    moments = {name: datetime.fromisoformat(said[name]) if said[name] else None for name in _MOMENTS}
    scopes = None if said["scopes"] is None else tuple(said["scopes"])
    findings = tuple(Finding(Operation(one["operation"]), one["state"], one["code"]) for one in told["findings"])
    checked = Checked(findings, Said(scopes, is_endless=said["is_endless"], **moments), told["trouble"], told["code"])
    webhooks = subscribing.Outcome(**told["webhooks"]) if told["webhooks"] else None
    return Result(checked, webhooks, told["webhooks_code"])


_MOMENTS = ("ends_at", "refresh_ends_at")
