"""Tokens over time: how each platform refreshes one, and what it says of one it gave. Types, and OAuth's own 'no'.

Each platform's way stands in its folder (`tokens.py`); which belongs to whom, in the registry. Lifetimes, as they were
read on 22 November 2026: a Page token has no end but dies with its person's password or role, and the person's own
lives 60 days; Instagram's own login 60 days; X 2 hours, each refresh token once; LinkedIn 60 days, its refresh token
365 days and no longer; Google 1 hour, its refresh token 7 days while the consent screen is in 'Testing'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from evenhand.platforms.interface import Account, Budget
from evenhand.platforms.reading import words
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Answer, Dialect, Fault, FaultKind


@dataclass(frozen=True, slots=True)
class Keys:
    """What a token is refreshed with; each may be empty where a platform wants none."""

    refresh_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """A token that was given, and until when it, or the way to the next one, lasts.

    `is_endless`: until something kills it. An empty `refresh_token`: the one before goes on.
    """

    token: str = field(repr=False)
    ends_at: datetime | None = None
    is_endless: bool = False
    refresh_token: str = field(default="", repr=False)
    refresh_ends_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a platform says of a token: None where it does not say."""

    scopes: tuple[str, ...] | None = None
    ends_at: datetime | None = None
    is_endless: bool = False
    refresh_ends_at: datetime | None = None


class TokenRules(Protocol):
    """One platform's way with tokens. Raises `errors.PlatformError`; `TokenDead` where it will refresh no more."""

    early: timedelta
    """How long before its end a token is refreshed."""

    def can_refresh(self, account: Account, keys: Keys) -> bool:
        """Whether there is all that refreshing takes."""

    async def refresh(self, account: Account, keys: Keys, transport: Transport) -> Grant:
        """A new token in the place of the account's."""

    async def look(self, account: Account, keys: Keys, transport: Transport) -> Said:
        """What the platform says of the account's token."""


_DEAD = frozenset({"invalid_grant", "invalid_token", "invalid_request", "expired_token", "unauthorized_client"})
_OURS = frozenset({"invalid_client", "invalid_scope", "unsupported_grant_type"})


def fault(answer: Answer, now: datetime) -> Fault | None:
    """OAuth's 'no' (RFC 6749, 5.2). X says `invalid_request` of a refresh token that was used or taken back."""
    if answer.status < 300:  # noqa: PLR2004 -- the statuses of success
        return None
    code = words(answer.data.get("error"))[:60] or str(answer.status)
    if answer.status == 429:  # noqa: PLR2004 -- too many requests
        return Fault(FaultKind.THROTTLED, code, now + timedelta(minutes=5))
    if answer.status >= 500:  # noqa: PLR2004 -- the platform's own failures
        return Fault(FaultKind.UNCLEAR, code)
    if code in _DEAD:
        return Fault(FaultKind.TOKEN, code)
    return Fault(FaultKind.PERMISSION if code in _OURS or answer.status == 401 else FaultKind.REFUSED, code)  # noqa: PLR2004 -- unauthorised


def _silent(headers: Mapping[str, str], now: datetime) -> Budget | None:
    del headers, now
    return None


def _no_headers(account: Account) -> Mapping[str, str]:
    """Nothing: the secrets stand in the form."""
    del account
    return {}


OAUTH = Dialect(headers=_no_headers, fault=fault, budget=_silent)


def after(seconds: object, now: datetime | None = None) -> datetime | None:
    """The moment so many seconds from now; None for what is no number of seconds."""
    given = int(seconds) if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() else seconds
    if not isinstance(given, int) or isinstance(given, bool) or not 0 < given < 10**9:
        return None
    return (now or datetime.now(UTC)) + timedelta(seconds=given)


def end(seconds: object, usual: timedelta) -> datetime:
    """The moment so many seconds from now; where none are told, as long from now as such a token usually lives."""
    return after(seconds) or datetime.now(UTC) + usual


def at(seconds: object) -> datetime | None:
    """A moment given in seconds since 1970; None for 0, or what is no such thing."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def listed(scopes: object) -> tuple[str, ...]:
    """Scopes as a list, or in one text with spaces or commas between them."""
    if isinstance(scopes, list):
        return tuple(str(one)[:200] for one in scopes)
    return tuple(str(scopes or "").replace(",", " ").split())
