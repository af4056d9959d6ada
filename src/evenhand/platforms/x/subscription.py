"""X's webhooks: an address that is challenged hourly, and an Activity subscription for each kind of event.

Both are managed with the app's own token. Source: X API docs of August 2026 as recorded in the research.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evenhand.platforms.errors import PermissionMissing
from evenhand.platforms.interface import Account
from evenhand.platforms.reading import dig, ident, objects, words
from evenhand.platforms.subscriptions import Told, Wish
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, segment
from evenhand.platforms.x.dialect import DIALECT

EVENTS = ("post.reply.create", "post.mention.create", "dm.received")


class XSubscription:
    """The v2 webhooks and activity end points."""

    every_minutes = 30

    async def look(self, account: Account, wish: Wish, transport: Transport) -> Told:
        """The address is there, valid, and each event goes to it."""
        hook = await self._hook(account, wish, transport)
        if hook is None:
            return Told(is_subscribed=False, code="no_address")
        external_id = ident(hook.get("id"))
        if hook.get("valid") is not True:
            return Told(is_subscribed=False, code="invalid_address", external_id=external_id)
        missing = await self._missing(account, wish, transport, external_id)
        return Told(is_subscribed=not missing, code="events_missing" if missing else "", external_id=external_id)

    async def subscribe(self, account: Account, wish: Wish, transport: Transport) -> None:
        """Register the address, or have it challenged again; then ask for each event that is missing."""
        app, hook = _app(account, wish), await self._hook(account, wish, transport)
        if hook is None:
            call = Call("POST", "/2/webhooks", body={"url": wish.url}, bucket="webhooks")
            answer = (await transport.send(app, DIALECT, call)).data
            external_id = ident(answer.get("id")) or ident(dig(answer, "data", "id"))
        else:
            external_id = ident(hook.get("id"))
            if hook.get("valid") is not True:
                path = f"/2/webhooks/{segment(external_id)}"
                await transport.send(app, DIALECT, Call("PUT", path, bucket="webhooks"))
        for event in await self._missing(account, wish, transport, external_id):
            body = {"event_type": event, "filter": {"user_id": account.external_id}, "webhook_id": external_id}
            await transport.send(app, DIALECT, Call("POST", "/2/activity/subscriptions", body=body, bucket="activity"))

    async def _hook(self, account: Account, wish: Wish, transport: Transport) -> Mapping[str, object] | None:
        data = (await transport.send(_app(account, wish), DIALECT, Call("GET", "/2/webhooks", bucket="webhooks"))).data
        return next((one for one in objects(data.get("data")) if words(one.get("url")) == wish.url), None)

    async def _missing(self, account: Account, wish: Wish, transport: Transport, hook: str) -> list[str]:
        """The events that do not go to our address: one that goes to another (we had an older one) is missing here."""
        call = Call("GET", "/2/activity/subscriptions", bucket="activity")
        data = (await transport.send(_app(account, wish), DIALECT, call)).data
        ours = [one for one in objects(data.get("data")) if ident(dig(one, "filter", "user_id")) == account.external_id]
        here = {words(one.get("event_type")) for one in ours if ident(one.get("webhook_id")) in {"", hook}}
        return [event for event in EVENTS if event not in here]


def _app(account: Account, wish: Wish) -> Account:
    if not wish.app_token:
        raise PermissionMissing(
            "X's webhooks are managed with the app's own token, and none was given. Connect the channel again with it.",
            code="no_app_token",
        )
    return replace(account, token=wish.app_token)
