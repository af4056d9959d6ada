"""Whether a platform sends a channel's webhooks to us, and asking it to: types. Each platform's way is in its folder.

Meta drops a subscription after an hour of failures, X marks an address invalid that fails its hourly challenge,
LinkedIn blocks one after three failed challenges; none of them says so. Not here: handshakes and signatures
(`webhook.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from evenhand.platforms.interface import Account
from evenhand.platforms.transport import Transport


@dataclass(frozen=True, slots=True)
class Wish:
    """What we want to be told, where, and what it takes to ask for it. Empty where a platform wants none.

    `others` are addresses of ours that will do as well: those of other channels of the same app.
    """

    url: str
    verify_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    person: str = ""
    application: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform says. `code`, ours, is why it is not subscribed; `external_id` its id of the address."""

    is_subscribed: bool
    code: str = ""
    external_id: str = ""


class SubscriptionRules(Protocol):
    """One platform's way. Raises `errors.PlatformError`."""

    every_minutes: int
    """How often it is looked at."""

    async def look(self, account: Account, wish: Wish, transport: Transport) -> Told:
        """Whether it sends what we want to `wish.url`. Changes nothing."""

    async def subscribe(self, account: Account, wish: Wish, transport: Transport) -> None:
        """Ask for what is missing; safe to repeat. The platform may challenge the address meanwhile."""
