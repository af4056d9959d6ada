"""LinkedIn's event subscription: one key of app, person and page, with the address that is told.

LinkedIn challenges the address every two hours and blocks it after three failures. Not tried on the real platform.
"""

from __future__ import annotations

from urllib.parse import quote

from evenhand.platforms.errors import Gone, PermissionMissing
from evenhand.platforms.interface import Account
from evenhand.platforms.linkedin.dialect import DIALECT
from evenhand.platforms.linkedin.mapping import organisation_urn
from evenhand.platforms.reading import words
from evenhand.platforms.subscriptions import Told, Wish
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call

EVENT = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
BLOCKED = "BLOCKED"


class LinkedInSubscription:
    """GET and PUT of one event subscription."""

    every_minutes = 60

    async def look(self, account: Account, wish: Wish, transport: Transport) -> Told:
        """The address it has, and whether it is blocked."""
        try:
            data = (await transport.send(account, DIALECT, Call("GET", _path(account, wish)))).data
        except Gone:
            return Told(is_subscribed=False, code="not_subscribed")
        if words(data.get("status")) == BLOCKED:
            return Told(is_subscribed=False, code="blocked")
        same = words(data.get("webhook")) == wish.url
        return Told(is_subscribed=same, code="" if same else "other_address")

    async def subscribe(self, account: Account, wish: Wish, transport: Transport) -> None:
        """Set the address; LinkedIn challenges it at once."""
        await transport.send(account, DIALECT, Call("PUT", _path(account, wish), body={"webhook": wish.url}))


def _path(account: Account, wish: Wish) -> str:
    if not (wish.application and wish.person):
        raise PermissionMissing(
            "LinkedIn's webhooks are asked for by the app's number and the person's URN, and one is not known. Connect "
            "the channel again with both.",
            code="no_application",
        )
    key = (
        f"developerApplication:{_urn(f'urn:li:developerApplication:{wish.application}')},user:{_urn(wish.person)},"
        f"entity:{_urn(organisation_urn(account.external_id))},eventType:{EVENT}"
    )
    return f"/rest/eventSubscriptions/({key})"


def _urn(urn: str) -> str:
    return quote(urn, safe="")
