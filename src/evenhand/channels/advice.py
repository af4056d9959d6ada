"""What people read of a channel's troubles: what is wrong, and what to do, in plain English, by code and never by text.

The same words at the desk, in the alert and on the command line. Not here: what each operation needs on each platform
(`platforms.onboarding`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.channels.models import Alarm, Channel, Health
from evenhand.platforms.checking import OTHER_ACCOUNT
from evenhand.platforms.interface import Platform
from evenhand.platforms.linkedin.dialect import DEFAULT_VERSION, expires

WARN_OF_VERSION = timedelta(days=60)
"""So long before a version of an API may be refused, people are told."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong, in one sentence, and what to do about it."""

    wrong: str
    do: str


_BY_ALARM = {
    Alarm.Kind.SILENT: Advice(
        "Polling finds what people write, and the platform's webhooks tell of nothing.",
        "Nothing is lost, but it is seen later. Check the webhook address and its secret at the platform, then check "
        "the channel here: it asks the platform to send webhooks again.",
    ),
    Alarm.Kind.UNSUBSCRIBED: Advice(
        "The platform no longer sends webhooks for this channel.",
        "Evenhand asks it again by itself. If this stays, check that the service can be reached from the internet and "
        "that the webhook secret is the platform's own, then check the channel here.",
    ),
    Alarm.Kind.TOKEN_DEAD: Advice(
        "The platform no longer accepts the channel's credentials.",
        "Connect the channel again with new credentials: Channels, Connect a channel, or ‘evenhand channel add’ with "
        "the same account. What was to be done waits, and goes on by itself.",
    ),
    Alarm.Kind.TOKEN_ENDING: Advice(
        "The channel's credentials are about to end, and cannot be refreshed by themselves.",
        "Connect the channel again with new credentials before they end: Channels, Connect a channel, or ‘evenhand "
        "channel add’ with the same account.",
    ),
}
_BY_CAUSE = {
    "token_dead": "The platform no longer accepts the credentials. Connect the channel again with new ones.",
    "throttled": "The platform told us to wait. Reading goes on by itself; if this comes often, poll more seldom.",
    "failing": "The platform does not answer. Look at its status page; reading goes on by itself when it answers.",
}
_WORKER = (
    "Check that a worker is running (‘evenhand work’) and look into its log. Reading goes on where it stopped, and "
    "what was written meanwhile is read then."
)
_BY_STATE = {
    Health.State.MISSING: Advice(
        "The credentials do not have the permission for this.",
        "Grant it at the platform, then connect the channel again with new credentials.",
    ),
    Health.State.REFUSED: Advice(
        "The platform refused this, and it never worked before.",
        "People do it by hand until it works. Check the account's role and the app's review at the platform.",
    ),
    Health.State.EXPIRED: Advice(
        "The credentials that had this no longer work.", "Connect the channel again with new credentials."
    ),
    Health.State.UNTESTED: Advice(
        "Nothing has shown yet whether this works.",
        "Check the channel: reading is tried at once. What changes something shows when it is first done.",
    ),
    Health.State.GRANTED: Advice("", ""),
}


def of_alarm(kind: str, code: str) -> Advice:
    """Of an alarm."""
    if kind == Alarm.Kind.GAP:
        return Advice("The channel has not been read for ten minutes or more.", _BY_CAUSE.get(code, _WORKER))
    return _BY_ALARM[Alarm.Kind(kind)]


def of_health(state: str) -> Advice:
    """Of what one operation's health says."""
    return _BY_STATE[Health.State(state)]


def of_account(channel: Channel) -> Advice | None:
    """Of a channel that was switched off since its token turned out to be another account's."""
    if channel.mode != Channel.Mode.OFF or channel.state_code != OTHER_ACCOUNT:
        return None
    return Advice(
        f"The token does not speak as the account {channel.external_id}, so the channel was switched off.",
        "Connect it again with a token of its own. Facebook: take the Page's own token, not a person's.",
    )


def of_version(channel: Channel, today: date) -> Advice | None:
    """Of the version of the API that the channel speaks, where it soon ends; LinkedIn's live twelve months."""
    if channel.platform != Platform.LINKEDIN or channel.mode != Channel.Mode.CONNECTED:
        return None
    version = channel.api_version or DEFAULT_VERSION
    ends_on = expires(version)
    if ends_on is None or ends_on - today > WARN_OF_VERSION:
        return None
    return Advice(
        f"LinkedIn may refuse version {version} of its API from {ends_on:%d/%m/%Y} on, and with it every call.",
        "An engineer gives the channel a newer one: ‘evenhand channel add’ with the same account and --api-version, "
        "or a newer Evenhand.",
    )
